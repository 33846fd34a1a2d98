#!/usr/bin/env bash
# packages/pypi/build.sh TARGET INTO [PROFILE]: the wheel for a target. For musl targets two: the static program runs everywhere, and
# pip asks for one tag on glibc and for another on Alpine.
set -euo pipefail
target=${1:?which target?}
case "${2:?into which folder?}" in /*) into=$2 ;; *) into=$PWD/$2 ;; esac
profile=${3:-release}
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
command -v maturin >/dev/null || python3 -m pip install --quiet 'maturin>=1.9,<2'
case "$target" in
  *-linux-musl)
    maturin build --target "$target" --profile "$profile" --out "$into" --compatibility manylinux2014
    maturin build --target "$target" --profile "$profile" --out "$into" --compatibility musllinux_1_1
    ;;
  "$(rustc -vV | sed -n 's/^host: //p')") maturin build --profile "$profile" --out "$into" ;;
  *) maturin build --target "$target" --profile "$profile" --out "$into" ;;
esac
