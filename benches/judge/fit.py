#!/usr/bin/env python3
"""Finds the weights of the judge's signals from labelled files, and says how well they do on repositories not learned from.

usage: fit.py SIGNALS.jsonl META_DIR [--clean TREE.jsonl …] [--strings CORPUS SIGNALS] [--write src/judge/weights.tsv]

SIGNALS.jsonl is what `cargo run --release --example judge_signals DATA_DIR` prints; META_DIR holds labels in the form of
Samsung's CredData (one CSV a repository: FilePath, LineStart, LineEnd, GroundTruth, ValueStart, ValueEnd, Category).
--clean names signals of whole trees of real code in which (all but) nothing is a secret: labelled lines are where somebody
suspected a secret, and a judge that learned from suspects alone cries wolf in ordinary code.
--strings names strings that must (kind tp) or must not be found, one a file nNUMBER.txt, and their signals.

A logistic regression a group (password, secret, key) on signals that are there or not, drawn towards `priors.tsv`
(maximum a posteriori); 10 points in the table are 1 in the log-odds. Places that a rule with a format of its own takes are
left out. Cross-validation leaves out whole repositories. Needs numpy.
"""
import argparse, collections, csv, glob, gzip, json, os
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
ap = argparse.ArgumentParser()
ap.add_argument('signals')
ap.add_argument('meta')
ap.add_argument('--clean', nargs='*', default=[])
ap.add_argument('--clean-weight', type=float, default=0.2)
ap.add_argument('--strings', nargs=2, metavar=('CORPUS', 'SIGNALS'))
ap.add_argument('--strings-weight', type=float, default=0.3)
ap.add_argument('--priors', default=os.path.join(here, 'priors.tsv'))
ap.add_argument('--spread', type=float, default=0.1, help='variance of the weights around the priors, in log-odds squared')
ap.add_argument('--unlabelled', type=float, default=0.25, help='weight of lines without a label, taken as no secret')
ap.add_argument('--folds', type=int, default=5)
ap.add_argument('--shift', type=float, default=0.0, help='added to the log-odds: below 0 asks for more precision')
ap.add_argument('--write')
a = ap.parse_args()
GROUPS = ['Password', 'Secret', 'Key']

labels = collections.defaultdict(list)
for name in glob.glob(os.path.join(a.meta, '*.csv')):
    for row in csv.DictReader(open(name)):
        if 'UUID' in row['Category'].split(':') and row['GroundTruth'] == 'T':
            continue
        path = row['FilePath'].split('data/', 1)[-1]
        labels[path].append((int(row['LineStart']), int(row['LineEnd']), row['GroundTruth'],
                             int(float(row['ValueStart'] or -1)), int(float(row['ValueEnd'] or -1))))


def label(row):
    near = [l for l in labels.get(row['path'], ()) if l[0] <= row['line'] <= l[1]]
    if not near:
        return None
    exact = [l for l in near if l[3] >= 0 and l[3] < row['end'] and (l[4] < 0 or l[4] > row['start'])]
    kinds = {l[2] for l in (exact or [l for l in near if l[3] < 0] or near)}
    if not exact and all(l[3] >= 0 for l in near) and 'T' in {l[2] for l in near}:
        return None  # beside a true one
    return 1 if 'T' in kinds else 0 if 'F' in kinds else None


rows = [dict(r, kind='labelled', truth=label(r)) for r in map(json.loads, open(a.signals))]
for tree in a.clean:
    rows += [dict(json.loads(line), kind='clean', truth=None, repo=os.path.basename(tree)) for line in open(tree)]
if a.strings:
    kinds = [k for k in (json.loads(l)['kind'] for l in gzip.open(a.strings[0], 'rt')) if k in ('tp', 'fp')]
    for line in open(a.strings[1]):
        r = json.loads(line)
        number = int(r['path'].split('.')[0].lstrip('n'))
        rows.append(dict(r, kind='string', truth=int(kinds[number] == 'tp'), repo=f'strings {number % 8}', number=number))
rows = [r for r in rows if not r.get('covered')]

names = sorted({s for r in rows for s in r['signals']})
place = {n: i for i, n in enumerate(names)}
X = np.zeros((len(rows), len(names)))
for i, r in enumerate(rows):
    X[i, [place[s] for s in r['signals']]] = 1
kind = np.array([r['kind'] for r in rows])
told = np.array([r['truth'] is not None for r in rows])
y = np.array([float(r['truth'] or 0) for r in rows])
w = np.where(kind == 'clean', a.clean_weight, np.where(kind == 'string', a.strings_weight, np.where(told, 1.0, a.unlabelled)))
repo = np.array([r.get('repo') or r['path'].split('/')[0] for r in rows])
group = np.array([GROUPS.index(r['group']) for r in rows])
priors = np.zeros((len(names), len(GROUPS)))
for line in open(a.priors):
    cells = line.split('\t')
    if cells[0] in place:
        priors[place[cells[0]]] = [float(c) / 10 for c in cells[1:]]


def regress(X, y, w, prior):
    b = prior.copy()
    for _ in range(25):  # Newton's method
        p = 1 / (1 + np.exp(-np.clip(X @ b, -30, 30)))
        gradient = X.T @ (w * (p - y)) + (b - prior) / a.spread
        curvature = (X * (w * p * (1 - p) + 1e-9)[:, None]).T @ X + np.eye(len(b)) / a.spread
        step = np.linalg.solve(curvature, gradient)
        b -= step
        if np.abs(step).max() < 1e-3:
            break
    return b


def fit(mask):
    return np.stack([regress(X[m], y[m], w[m], priors[:, g]) for g in range(len(GROUPS)) for m in [mask & (group == g)]], 1)


def score(table, mask):
    return (X[mask] * table.T[group[mask]]).sum(axis=1)


def report(scores):
    for cut in (-0.5, 0, 0.2, 0.5, 1, 1.5, 2, 2.5):
        p = scores >= cut
        count = lambda mask: int((p & mask).sum())
        true = (kind == 'labelled') & (y == 1)
        tp, fp = count(true), count((kind == 'labelled') & told & (y == 0))
        recall = tp / true.sum()
        print(f'cut {cut:4}: P {tp / max(1, tp + fp):.3f} R {recall:.3f} F1 {2 * tp / (tp + fp + true.sum()):.3f}'
              f'  unlabelled {count((kind == "labelled") & ~told)}  clean trees {count(kind == "clean")}'
              f'  strings {count((kind == "string") & (y == 1))}/{count((kind == "string") & (y == 0))}'
              + ''.join(f'  {k[:4]} R {count(true & (group == g)) / max(1, (true & (group == g)).sum()):.2f}'
                        for g, k in enumerate(GROUPS)))


print(f'{len(rows)} candidates, {int(y.sum())} true, {len(set(repo))} repositories, {len(names)} signals')
repos = np.random.default_rng(7).permutation(sorted(set(repo)))
scores = np.zeros(len(rows))
for fold in range(a.folds):
    held = np.isin(repo, repos[fold::a.folds])
    scores[held] = score(fit(~held), held)
print('repositories left out of the learning:')
report(scores)
everything = np.ones(len(rows), dtype=bool)
table = fit(everything)
print('all of them learned from:')
report(score(table, everything))
table[place['bias']] += a.shift
if a.write:
    with open(a.write, 'w') as out:
        out.write('# signal\tpassword\tsecret\tkey: found by benches/judge/fit.py; 10 points are a factor of e in the odds\n')
        for n in names:
            out.write('\t'.join([n] + [str(int(round(10 * v))) for v in table[place[n]]]) + '\n')
