"""What each family of rules costs a scan: benches/compare families DIR.

The tree as it is by default, and with the rules of one family or of two left out; the peers have no such families.
"""

import sys

from common import OURS, in_turn

if len(sys.argv) != 2:
    sys.exit('usage: benches/compare families DIR')
scan = f'{OURS} scan --quiet --config none {sys.argv[1]}'
left_out = {
    'everything': [],
    'without client and hygiene': ['client', 'hygiene'],
    'without key': ['key'],
    'secrets alone': ['client', 'hygiene', 'key'],
}
measured = in_turn({
    name: scan + ''.join(f" --disable '{family}/*'" for family in families) for name, families in left_out.items()
})
whole = measured['everything'][0]
for name, (seconds, megabytes) in measured.items():
    print(f'{seconds:9.2f} s  {megabytes:6.0f} MB  {name}: everything takes {100 * whole / seconds - 100:+.0f} %')
