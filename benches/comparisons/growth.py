"""A history's time grows with its new text, not with its commits: benches/compare growth [SCALE]

Histories made with `git fast-import`: 25,000 to 200,000 commits that bring the same text, and 25,000 commits that bring
once to eight times as much. Each commit adds lines to one file; a file of 8 kB is left and the next one begun. SCALE (1)
makes them smaller.
"""

import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys

from common import OURS, RUNS, WORK, run

SCALE = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
REPOSITORY = WORK / 'growth.git'
MOST = 8 << 10
WORDS = sorted(set(re.findall('[a-z_]{2,12}', ' '.join(path.read_text() for path in pathlib.Path('src').rglob('*.rs')))))


def lines(dice, size):
    """So many bytes of lines that were not there before."""
    text = ''
    while len(text) < size:
        text += ' '.join(dice.choices(WORDS, k=8)) + '\n'
    return text[:size - 1] + '\n'


def make(commits, total):
    """A history of so many commits that bring so many bytes."""
    shutil.rmtree(REPOSITORY, ignore_errors=True)
    subprocess.run(['git', 'init', '--quiet', '--bare', '--initial-branch=main', REPOSITORY], check=True)
    dice, text, number = random.Random(commits), '', 0
    child = subprocess.Popen(['git', '-C', REPOSITORY, 'fast-import', '--quiet'], stdin=subprocess.PIPE)
    for at in range(commits):
        text += lines(dice, total // commits)
        data = text.encode()
        who = f'Someone <someone@example.org> {1_600_000_000 + at} +0000'
        child.stdin.write(f'commit refs/heads/main\ncommitter {who}\ndata 1\nx\n'.encode())
        child.stdin.write(f'M 100644 inline d{number % 50}/f{number}.txt\ndata {len(data)}\n'.encode() + data + b'\n')
        if len(text) > MOST:
            text, number = '', number + 1
    child.stdin.close()
    if child.wait():
        sys.exit('git fast-import failed')


def row(commits, total):
    make(commits, total)
    command = f'{OURS} history --quiet --config none {REPOSITORY}'
    run(command)  # fills the disk cache
    measured = []
    for _ in range(RUNS):
        before = os.times()
        seconds, memory = run(command)
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        measured.append((seconds, spent, memory))
    seconds, spent = (statistics.median(row[at] for row in measured) for at in (0, 1))
    print(f'{commits:9,} commits  {total / 1e6:6.0f} MB of text  {seconds:7.2f} s  {spent:7.2f} s of processors  '
          f'{max(row[2] for row in measured):5.0f} MB', flush=True)


for doubled in (1, 2, 4, 8):
    row(int(25_000 * SCALE) * doubled, int(40e6 * SCALE))
for doubled in (2, 4, 8):
    row(int(25_000 * SCALE), int(40e6 * SCALE) * doubled)
shutil.rmtree(REPOSITORY, ignore_errors=True)
