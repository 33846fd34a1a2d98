"""One tree, in working-tree mode: benches/compare tree [DIR]."""

import pathlib
import subprocess
import sys

from common import WORK, compare, scans


def linux():
    """Debian's linux-source-6.1, unpacked."""
    tree, archive = WORK / 'linux-source-6.1', pathlib.Path('/usr/src/linux-source-6.1.tar.xz')
    if not tree.is_dir():
        if not archive.is_file():
            subprocess.run('apt-get update -qq && apt-get install -y -qq linux-source-6.1', shell=True, check=True)
        subprocess.run(['tar', '-C', WORK, '-xf', archive], check=True)
    return tree


tree = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else linux()
# Some peers follow no link, and would be done at once.
compare(scans(tree.resolve()))
