#!/usr/bin/env python3
"""Finds the weights of the judge's signals from labelled files, and says how well they do on repositories not learned from.

usage: fit.py SIGNALS.jsonl META_DIR [--clean TREE.jsonl …] [--write src/judge/weights.tsv]

SIGNALS.jsonl is what `cargo run --release --example judge_signals DATA_DIR` prints; META_DIR holds labels in the form of
Samsung's CredData (one CSV a repository: FilePath, LineStart, LineEnd, GroundTruth, ValueStart, ValueEnd, Category).
--clean names signals of whole trees of real code in which (all but) nothing is a secret: labelled lines are where somebody
suspected a secret, and a judge that learned from suspects alone cries wolf in ordinary code.
Needs numpy and scikit-learn. A logistic regression a group (password, secret, key) on signals that are there or not;
10 points in the table are 1 in the log-odds. Cross-validation leaves out whole repositories.
"""
import argparse, collections, csv, glob, json, os
import numpy as np
from sklearn.linear_model import LogisticRegression

ap = argparse.ArgumentParser()
ap.add_argument('signals')
ap.add_argument('meta')
ap.add_argument('--clean', nargs='*', default=[])
ap.add_argument('--clean-weight', type=float, default=0.2)
ap.add_argument('--strings', nargs=2, metavar=('CORPUS', 'SIGNALS'), help='strings that must (kind tp) or must not be found, one a file N.txt, as score_tokens.py has them')
ap.add_argument('--strings-weight', type=float, default=0.3)
ap.add_argument('--wolf', type=int, default=0, help='list so many of the findings in clean trees')
ap.add_argument('--write')
ap.add_argument('--C', type=float, default=0.3)
ap.add_argument('--unlabelled', type=float, default=0.25, help='weight of lines without a label, taken as no secret')
ap.add_argument('--shift', type=float, default=0.0, help='added to the log-odds: below 0 asks for more precision')
a = ap.parse_args()

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


rows = [json.loads(line) for line in open(a.signals)]
for tree in a.clean:
    rows += [dict(json.loads(line), clean=os.path.basename(tree)) for line in open(tree)]
if a.strings:
    import gzip
    kinds = [json.loads(l)['kind'] for l in gzip.open(a.strings[0], 'rt')]
    kinds = [k for k in kinds if k in ('tp', 'fp')]
    for line in open(a.strings[1]):
        r = json.loads(line)
        number = int(r['path'].split('.')[0])
        # A string may hold several names with values of which one is the secret: the strongest stands for all.
        rows.append(dict(r, string=kinds[number], number=number))
names = sorted({s for r in rows for s in r['signals']})
place = {n: i for i, n in enumerate(names)}
groups = ['Password', 'Secret', 'Key']
X = np.zeros((len(rows), len(names)), dtype=np.float32)
y = np.zeros(len(rows), dtype=int)
w = np.ones(len(rows))
repo = []
for i, r in enumerate(rows):
    X[i, [place[s] for s in r['signals']]] = 1
    l = None if 'clean' in r else (1 if r['string'] == 'tp' else 0) if 'string' in r else label(r)
    y[i] = l or 0
    if l is None:
        w[i] = a.clean_weight if 'clean' in r else a.unlabelled
    if 'string' in r:
        w[i] = a.strings_weight
    repo.append(r.get('clean') or ('strings' + str(r['number'] % 8) if 'string' in r else None) or r['path'].split('/')[0])
repo = np.array(repo)
group = np.array([r['group'] for r in rows])
clean = np.array(['clean' in r for r in rows])
string = np.array(['string' in r for r in rows])
truth = (y == 1) & ~string
labelled = (w == 1) & ~clean & ~string
print(f'{len(rows)} candidates, {truth.sum()} true, {len(set(repo))} repositories')


def fit(mask):
    table = np.zeros((len(names), 3))
    for g, kind in enumerate(groups):
        m = mask & (group == kind)
        if y[m].sum() < 5:
            continue
        model = LogisticRegression(C=a.C, max_iter=3000, fit_intercept=False, tol=1e-3)
        model.fit(X[m], y[m], sample_weight=w[m])
        table[:, g] = model.coef_[0]
    return table


def score(table, mask):
    which = np.array([groups.index(k) for k in group[mask]])
    return (X[mask] * table.T[which]).sum(axis=1)


rng = np.random.default_rng(7)
repos = rng.permutation(sorted(set(repo)))
predicted = np.zeros(len(rows))
for fold in range(8):
    held = np.isin(repo, repos[fold::8])
    predicted[held] = score(fit(~held), held)
for cut in (-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3):
    p = predicted >= cut
    tp, fp = (p & truth).sum(), (p & (y == 0) & labelled).sum()
    un, wolf = (p & ~labelled & ~clean & ~string).sum(), (p & clean).sum()
    rec = tp / truth.sum()
    print(f'cut {cut:4}: P {tp / max(1, tp + fp):.3f} R {rec:.3f} F1 {2 * tp / (2 * tp + fp + (truth.sum() - tp)):.3f}  unlabelled {un} clean trees {wolf} strings {(p & string & (y == 1)).sum()}/{(p & string & (y == 0)).sum()}'
          + ''.join(f'  {k[:4]} P {(p & truth & (group == k)).sum() / max(1, (p & labelled & (group == k)).sum()):.2f} R {(p & truth & (group == k)).sum() / max(1, (truth & (group == k)).sum()):.2f}' for k in groups))
if a.wolf:
    for i in rng.permutation(np.flatnonzero(clean & (predicted >= 0.5)))[:a.wolf]:
        print(f"{predicted[i]:.1f} {rows[i]['clean']} {rows[i]['path']}:{rows[i]['line']} {rows[i]['group']}")
table = fit(np.ones(len(rows), dtype=bool))
table[place['bias']] += a.shift
if a.write:
    with open(a.write, 'w') as out:
        out.write('# signal\tpassword\tsecret\tkey: found by benches/judge/fit.py; 10 points are a factor of e in the odds\n')
        for n in names:
            out.write('\t'.join([n] + [str(int(round(10 * v))) for v in table[place[n]]]) + '\n')
