"""Time grows with bytes alone, memory not at all: benches/compare linear [SCALE]

One file of up to 2 GB, one line of up to 100 MB, up to a million files of some 100 bytes, each in four steps that double.
SCALE (1) makes them smaller: 0.1 is a tenth of it. The text is that of this repository's sources, over and over.
"""

import pathlib
import shutil
import statistics
import sys

from common import OURS, RUNS, WORK, run

SCALE = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
FOLDER = WORK / 'linear'
TEXT = b''.join(path.read_bytes() for path in sorted(pathlib.Path('src').rglob('*.rs')))


def write(path, length, text):
    with open(path, 'wb') as out:
        while length > 0:
            length -= out.write(text[:length])


def one_file(size):
    write(FOLDER / 'large.txt', size, TEXT)


def one_line(size):
    write(FOLDER / 'line.js', size, TEXT.replace(b'\n', b' '))


def many_files(count):
    for number in range(count):
        folder = FOLDER / str(number // 1000)
        if number % 1000 == 0:
            folder.mkdir()
        start = number * 97 % (len(TEXT) - 100)
        (folder / f'{number}.txt').write_bytes(TEXT[start:start + 100])


def steps(name, most, unit, make):
    print(name)
    for part in (8, 4, 2, 1):
        amount = int(most * SCALE / part)
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        make(amount)
        command = f'{OURS} scan --quiet --config none {FOLDER}'
        run(command)  # fills the disk cache
        measured = [run(command) for _ in range(RUNS)]
        seconds, memory = statistics.median(s for s, _ in measured), max(mb for _, mb in measured)
        print(f'{amount / unit[1]:9.1f} {unit[0]:5}  {seconds:7.2f} s  {seconds / amount * unit[1] * 1000:8.3f} ms each'
              f'  {memory:5.0f} MB', flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)


steps('one file', 2 * 10**9, ('MB', 10**6), one_file)
steps('one line', 100 * 10**6, ('MB', 10**6), one_line)
steps('many files', 10**6, ('1,000', 10**3), many_files)
