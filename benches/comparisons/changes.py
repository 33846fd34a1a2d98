"""What changes: the index, a range, and a history with a cache. benches/compare changes REPO

In a clone of the repository below COMPARE_DIR: `staged` with 10 and with 1,000 files, `diff` over 50 commits, the newest and
others, and a second `history --cache` after nothing and after 100 commits.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from common import OURS, RUNS, WORK, run

if len(sys.argv) != 2:
    sys.exit('usage: benches/compare changes REPO')
SOURCE = pathlib.Path(sys.argv[1]).resolve()
CLONE = WORK / 'changes'
CACHE = WORK / 'changes-cache'
GOALS = {'staged, 10 files': 0.05, 'staged, 1,000 files': 0.5, 'diff, 50 commits': 0.3, 'history --cache, 100 commits': 0.3}


def git(*arguments, **more):
    whole = ['git', '-c', 'user.name=Someone', '-c', 'user.email=someone@example.org', '-C', CLONE, *arguments]
    return subprocess.run(whole, check=True, capture_output=True, text=True, **more).stdout


def clone():
    shutil.rmtree(CLONE, ignore_errors=True)
    shutil.rmtree(CACHE, ignore_errors=True)
    # Objects that a partial clone lacks are not fetched: what is checked out are those files that are there.
    subprocess.run(['git', 'clone', '--quiet', '--shared', '--no-checkout', SOURCE, CLONE], check=True)
    git('read-tree', 'HEAD')


def stage(count):
    """Changes so many files of the index, each by a line."""
    git('read-tree', 'HEAD')
    entries = [line.split(None, 3) for line in git('ls-files', '--stage').splitlines()]
    names = [(mode, oid, name) for mode, oid, _, name in entries if mode == '100644'][:count]
    for mode, oid, name in names:
        text = subprocess.run(['git', '-C', CLONE, 'cat-file', 'blob', oid], check=True, capture_output=True).stdout
        written = subprocess.run(['git', '-C', CLONE, 'hash-object', '-w', '--stdin'], check=True, capture_output=True,
                                 input=text + b'\nlet changed = true;\n').stdout.decode().strip()
        git('update-index', '--cacheinfo', f'{mode},{written},{name}')


def commits(count):
    """Adds so many commits, each with a small change."""
    for number in range(count):
        blob = git('hash-object', '-w', '--stdin', input=f'let number = {number};\n').strip()
        git('update-index', '--add', '--cacheinfo', f'100644,{blob},bench/file{number % 10}.js')
        tree = git('write-tree').strip()
        commit = git('commit-tree', tree, '-p', 'HEAD', '-m', f'commit {number}').strip()
        git('update-ref', 'HEAD', commit)


def median(command, before=lambda: None):
    """Median seconds and the last peak in MB; the first run, which fills the disk cache, does not count."""
    seconds = []
    for turn in range(RUNS + 1):
        before()
        measured, memory = run(command)
        if turn:
            seconds.append(measured)
    return statistics.median(seconds), memory


def measure(name, command, before=lambda: None):
    seconds, memory = median(command, before)
    goal = f'  goal {GOALS[name] * 1000:.0f} ms' if name in GOALS else ''
    print(f'{seconds * 1000:9.0f} ms  {memory:5.0f} MB  {name}{goal}', flush=True)


def start_of(commits):
    """The nearest of some commits, newest first, from which it is at least 50 commits to the first, and how many it is."""
    for commit in commits:
        length = int(git('rev-list', '--count', f'{commit}..{commits[0]}'))
        if length >= 50:
            return commit, length
    return None, 0


def measure_elsewhere():
    """The newest 50 commits are one range of many: nine others, spread evenly."""
    every = git('rev-list', '--no-merges', 'HEAD').split()
    found = []
    for place in range(1, 10):
        tip = every[len(every) * place // 10]
        start, length = start_of(git('rev-list', '--no-merges', '--max-count=150', tip).split())
        # With long-lived branches it may be hundreds.
        if start and length <= 150:
            found.append(median(f'{OURS} diff {start}..{tip} --quiet --config none')[0] * 1000)
    if found:
        print(f'{statistics.median(found):9.0f} ms            diff, 50 to 150 commits, {len(found)} ranges: median; '
              f'{min(found):.0f} to {max(found):.0f} ms', flush=True)


clone()
os.chdir(CLONE)
for count in (10, 1000):
    stage(count)
    measure(f'staged, {count:,} files', f'{OURS} staged --quiet --config none')
git('read-tree', 'HEAD')
start, length = start_of(git('rev-list', '--no-merges', '--max-count=400', 'HEAD').split())
print(f'           ({length} commits in the range)')
measure('diff, 50 commits', f'{OURS} diff {start}..HEAD --quiet --config none')
measure_elsewhere()
command = f'{OURS} history --quiet --config none --cache {CACHE}'
measure('history without a cache', f'{OURS} history --quiet --config none')
run(command)
kept = (CACHE / 'history.cache').read_bytes()
measure('history --cache, nothing new', command)
commits(100)
measure('history --cache, 100 commits', command, lambda: (CACHE / 'history.cache').write_bytes(kept))
