#!/usr/bin/env bash
# Judges SARIF files as those who take them do: Microsoft's validator with its GitHub rules, and what GitHub's upload
# refuses without the validator knowing. Fails on errors and on warnings.
#
#   tests/sarif-gate.sh FILE...    exit 0: fine, 1: not fine, 2: could not be judged
#
# Needs node and npm. With no file it judges those that `cargo test --test reports` leaves in target/tmp.
#   SARIF_MULTITOOL=PATH   use this validator instead of installing one into ~/.cache
#   SARIF_SKIP=ID,ID       leave these out; UP-FP where the line hash is left to the uploader on purpose,
#                          UP-SUPPRESS for files made with --sarif-suppressed
#   SARIF_SECRETS=FILE     one secret a line that must not be in the files
set -euo pipefail

version=5.7.0
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() { echo "sarif-gate: $*" >&2; exit 2; }

# The package's own launcher hands its arguments to a shell, where `;` ends the command: run the binary itself.
validator() {
  if [ -n "${SARIF_MULTITOOL:-}" ]; then echo "$SARIF_MULTITOOL"; return; fi
  local os name=Sarif.Multitool
  case $(uname -s) in Linux) os=linux ;; Darwin) os=darwin ;; *) os=win32; name+=.exe ;; esac
  local dir=${XDG_CACHE_HOME:-$HOME/.cache}/sarif-multitool-$version package=@microsoft/sarif-multitool-$os
  local binary=$dir/node_modules/$package/$name
  if [ ! -e "$binary" ]; then
    mkdir -p -- "$dir"
    npm install --silent --no-audit --no-fund --no-save --prefix "$dir" "$package@$version" >&2 || return 1
  fi
  # npm does not run the package's script that would do this.
  chmod +x "$binary"
  echo "$binary"
}

judge() {
  local file=$1 log=$work/log.sarif
  [ -s "$file" ] || fail "$file is missing or empty"
  cp -- "$file" "$work/in.sarif"
  rm -f -- "$log"
  # It exits 0 whatever it finds, so its log is what counts.
  DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$tool" validate "$work/in.sarif" --rule-kind "Sarif;Gh" \
    --level "Error;Warning" --log ForceOverwrite -o "$log" >"$work/said" 2>&1 || true
  [ -s "$log" ] || { tail -n 20 "$work/said" >&2; fail "the validator said nothing about $file"; }
  node "$here/reports/sarif-gate.js" "$file" "$log"
}

tool=$(validator) || fail "the validator could not be installed"
if [ $# -eq 0 ]; then
  made=$here/../target/tmp
  export SARIF_SECRETS=${SARIF_SECRETS:-$made/canned.secrets} SARIF_SKIP=${SARIF_SKIP:-UP-FP,UP-SUPPRESS}
  set -- "$made/canned.sarif" "$made/canned-all.sarif" "$made/canned-none.sarif"
fi
result=0
for file in "$@"; do
  judge "$file" || result=1
done
exit "$result"
