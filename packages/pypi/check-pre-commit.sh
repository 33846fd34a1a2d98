#!/usr/bin/env bash
# packages/pypi/check-pre-commit.sh WHEEL: the real pre-commit framework installs this repository's hook with the wheel, and stops a
# commit. Takes pre-commit and setuptools from PyPI; says how long the first run and a warm one take.
set -euo pipefail
wheel=$(realpath "${1:?which wheel?}")
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pre-commit
PIP_FIND_LINKS=$(dirname "$wheel")
PRE_COMMIT_HOME="$work/cache"
export PIP_FIND_LINKS PRE_COMMIT_HOME GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
git clone --quiet . "$work/hooks"
git init --quiet "$work/user"
rev=$(git -C "$work/hooks" rev-parse HEAD)
cd "$work/user"
printf 'repos:\n- repo: %s\n  rev: %s\n  hooks: [{id: reticent}]\n' "$work/hooks" "$rev" >.pre-commit-config.yaml
echo nothing >a.txt
git add .
run() {
  local start code=0 want=$1 what=$2
  start=$(date +%s%N)
  "$work/venv/bin/pre-commit" run >"$work/out" 2>&1 || code=$?
  printf '%s: %d ms\n' "$what" $((($(date +%s%N) - start) / 1000000))
  [ "$code" -eq "$want" ] || { echo "exit code $code, not $want"; cat "$work/out"; exit 1; }
}
run 0 'first run, with the environment'
run 0 'warm run'
printf 'token = "glpat-%s"\n' "$(printf x | sha256sum | cut -c1-20)" >b.py
git add b.py
run 1 'a run that stops a commit'
grep -q 'b.py:1' "$work/out" || { echo "it does not say where"; cat "$work/out"; exit 1; }
echo "pre-commit: installs and stops"
