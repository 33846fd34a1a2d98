#!/usr/bin/env bash
# packages/npm/check.sh FOLDER: installs the packages that build.sh made, without a registry, and runs them.
set -euo pipefail
made=$(realpath "${1:?which folder?}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
start=$(date +%s%N)
npm install --silent --offline --no-audit --no-fund "$made"/*.tgz
printf 'installed in %d ms\n' $((($(date +%s%N) - start) / 1000000))
printf 'token = "glpat-%s"\n' "$(printf x | sha256sum | cut -c1-20)" >'a b;c.py'
expect() {
  local code=0 want=$1
  shift
  "$@" >out 2>&1 || code=$?
  [ "$code" -eq "$want" ] || { echo "$*: exit code $code, not $want"; cat out; exit 1; }
}
expect 1 npx reticent scan --format oneline 'a b;c.py'
grep -q '^a b;c.py:1:' out || { echo "an odd name did not come through"; cat out; exit 1; }
expect 2 npx reticent no-such-command
rm -rf node_modules/reticent-*
expect 2 npx reticent --version
grep -q 'is not installed' out || { echo "a missing package is not told"; cat out; exit 1; }
echo "npm packages: run"
