#!/usr/bin/env bash
# packages/pypi/check.sh WHEEL: installs a wheel into a clean environment, without an index, and scans with it.
set -euo pipefail
wheel=$(realpath "${1:?which wheel?}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
start=$(date +%s%N)
"$work/venv/bin/pip" install --quiet --no-index "$wheel"
printf 'installed in %d ms\n' $((($(date +%s%N) - start) / 1000000))
mkdir "$work/tree"
printf 'token = "glpat-%s"\n' "$(printf x | sha256sum | cut -c1-20)" >"$work/tree/a.py"
cd "$work/tree"
code=0
"$work/venv/bin/reticent" scan --format oneline >"$work/out" || code=$?
[ "$code" -eq 1 ] || { echo "exit code $code, not 1"; cat "$work/out"; exit 1; }
grep -q '^a.py:1:' "$work/out" || { echo "no finding"; cat "$work/out"; exit 1; }
# Name and version as pip and the program tell them agree.
[ "reticent $("$work/venv/bin/pip" show reticent | sed -n 's/^Version: //p')" = "$("$work/venv/bin/reticent" --version)" ] || { echo "versions differ"; exit 1; }
echo "wheel: runs"
