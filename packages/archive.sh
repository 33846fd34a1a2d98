#!/usr/bin/env bash
# packages/archive.sh TARGET INTO: the archive of a release, from what `cargo build --release --target TARGET` left. The same
# program gives the same archive.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
target=${1:?which target?}
into=${2:?into which folder?}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
built="${CARGO_TARGET_DIR:-target}/$target/release"
program=reticent
[ -f "$built/$program" ] || program=reticent.exe
[ -f "$built/$program" ] || { echo "no program in $built: cargo build --release --locked --target $target" >&2; exit 2; }
mkdir -p -- "$into"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -- "$built/$program" README.md LICENSE-MIT LICENSE-APACHE NOTICE "$stage/"
chmod 755 "$stage/$program"
options=()
# GNU tar's; that of macOS and Windows has none of them.
if tar --version 2>/dev/null | grep -q GNU; then options=(--sort=name --owner=0 --group=0 --numeric-owner --mtime=@0); fi
tar -C "$stage" "${options[@]}" -cf - "$program" README.md LICENSE-MIT LICENSE-APACHE NOTICE | gzip -9n >"$into/reticent-$version-$target.tar.gz"
echo "$into/reticent-$version-$target.tar.gz"
