#!/usr/bin/env python3
"""Would a learned judge on top of the rules pay? Cross-validates one over repositories, beside the rules themselves.

usage: learned.py REPORT.json DATA_DIR META_DIR

REPORT.json is what `reticent scan --no-ignore --min-confidence low --explain --reveal --output json=REPORT.json DATA_DIR`
writes (it holds the secrets: keep it out of the repository); META_DIR holds labels in the form of Samsung's CredData.
Candidates are the report's places, from low confidence on; features are the signals, the rule, the confidence, and hashed
n-grams of characters of the value and of its line. Whole repositories are left out in turn (5 folds); the threshold is chosen
on the repositories that were learned from. Labels whose only category is UUID are left out. Needs scikit-learn and lightgbm.
"""
import collections, csv, glob, json, os, re, sys
import lightgbm
import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

report, data, meta = sys.argv[1:]
units = collections.defaultdict(dict)  # path -> (first line, last line) -> label
for name in glob.glob(os.path.join(meta, '*.csv')):
    for row in csv.DictReader(open(name)):
        lines = units[row['FilePath'].removeprefix('data/')]
        place = int(row['LineStart']), int(row['LineEnd'])
        truth, only = row['GroundTruth'], set(row['Category'].split(':'))
        old = lines.get(place, ('X', set()))
        best = min(truth, old[0], key='TFX'.index)
        lines[place] = best, (old[1] if old[0] == best else set()) | (only if truth == best else set())
true = {(p, l) for p, ls in units.items() for l, (t, c) in ls.items() if t == 'T' and c != {'UUID'}}

rows, texts = [], {}
for found in json.load(open(report))['findings']:
    path = re.search(r'(?:^|/)([0-9a-f]{8}/.+)$', found['path']).group(1)
    if path not in texts:
        texts[path] = open(os.path.join(data, path), encoding='utf8', errors='replace').read().split('\n')
    for place in found['occurrences']:
        first, last = place['start']['line'], place['end']['line']
        near = {l: v for l, v in units[path].items() if l[0] <= last and first <= l[1] and (last - first <= 8 or l[0] == first)}
        kinds = {v[0] for v in near.values()}
        line = texts[path][first - 1] if first <= len(texts[path]) else ''
        rows.append(dict(path=path, repo=path[:8], rule=found['rule'], level=found['confidence'], line=line[:400],
                         value=found.get('secret') or '', signals={s['name']: 1 for s in found['signals']},
                         score=sum(s['weight'] for s in found['signals']), kinds=kinds,
                         hits={(path, l) for l, v in near.items() if v[0] == ('T' if 'T' in kinds else 'F')}))
rows = [r for r in rows if r['kinds'] != {'X'}]
y = np.array(['T' in r['kinds'] for r in rows])
known = np.array([bool(r['kinds']) for r in rows])
groups = np.array([r['repo'] for r in rows])


def measure(kept):
    hit = set().union(*(r['hits'] for r, k, t in zip(rows, kept, y) if k and t)) & true
    wrong = set().union(*(r['hits'] for r, k, t in zip(rows, kept, y) if k and not t))
    p, r = len(hit) / max(1, len(hit) + len(wrong)), len(hit) / len(true)
    loose = sum(k and not n for k, n in zip(kept, known))
    return p, r, 2 * p * r / max(1e-9, p + r), loose


def f1(kept, truth):
    return 2 * (kept & truth).sum() / max(1, kept.sum() + truth.sum())


def told(name, kept):
    p, r, both, loose = measure(kept)
    print(f'{name:40} P {p:.3f}  R {r:.3f}  F1 {both:.3f}  unlabelled {loose}')


own = DictVectorizer().fit_transform(
    [dict(r['signals'], score=r['score'] / 50, **{'rule ' + r['rule']: 1, 'level ' + r['level']: 1}) for r in rows])
grams = [HashingVectorizer(analyzer='char', ngram_range=(2, 4), n_features=2**11, lowercase=False).transform([r[k] for r in rows])
         for k in ('value', 'line')]
weight = np.where(known, 1.0, 0.5)
told('rules, default', np.array([r['level'] != 'low' for r in rows]))
told('rules, all from low on', np.ones(len(rows), bool))
models = {
    'logistic regression': lambda: LogisticRegression(C=1.0, max_iter=2000),
    'boosted trees': lambda: lightgbm.LGBMClassifier(n_estimators=150, num_leaves=15, learning_rate=0.06, min_child_samples=10,
                                                     subsample=0.8, colsample_bytree=0.5, verbose=-1, random_state=1)}
for features, X in (('signals', own), ('signals and n-grams', hstack([own] + grams).tocsr())):
    for name, make in models.items():
        kept = np.zeros(len(rows), bool)
        for train, test in GroupKFold(5).split(X, y, groups):
            # The threshold from repositories that the fold's own inner models have not seen.
            inner = np.zeros(len(train))
            for a, b in GroupKFold(4).split(train, y[train], groups[train]):
                inner[b] = make().fit(X[train[a]], y[train[a]], sample_weight=weight[train[a]]).predict_proba(X[train[b]])[:, 1]
            best = max(np.arange(0.2, 0.95, 0.05), key=lambda cut: f1(inner >= cut, y[train]))
            model = make().fit(X[train], y[train], sample_weight=weight[train])
            kept[test] = model.predict_proba(X[test])[:, 1] >= best
        told(f'{name}, {features}', kept)
