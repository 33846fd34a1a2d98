#!/usr/bin/env bash
# packages/deb/build.sh TARGET INTO [PROFILE]: the Debian package, with manual pages and completions, from what cargo built. Its
# metadata are in Cargo.toml. The program makes its own pages, so it must run here.
set -euo pipefail
target=${1:?which target?}
case "${2:?into which folder?}" in /*) into=$2 ;; *) into=$PWD/$2 ;; esac
profile=${3:-release}
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
folder=$profile
[ "$profile" != dev ] || folder=debug
built="${CARGO_TARGET_DIR:-target}/$target/$folder"
[ -x "$built/reticent" ] || built="${CARGO_TARGET_DIR:-target}/$folder"
[ -x "$built/reticent" ] || { echo "build it first: cargo build --profile $profile --locked --target $target" >&2; exit 2; }
stage=target/deb
rm -rf "$stage"
mkdir -p "$stage/man" "$into"
cp "$built/reticent" "$stage/reticent"
"$built/reticent" man --into "$stage/man" >/dev/null
gzip -9n "$stage"/man/*.1
for shell in bash zsh fish; do "$built/reticent" completions "$shell" >"$stage/reticent.$shell"; done
# The copyright file names both licences; Debian keeps their texts.
cat >"$stage/copyright" <<'END'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: reticent

Files: *
Copyright: The authors of reticent
License: Expat or Apache-2.0
END
printf '\n' >>"$stage/copyright"
cat LICENSE-MIT >>"$stage/copyright"
command -v cargo-deb >/dev/null || cargo install --locked cargo-deb
case "$target" in x86_64-*) arch=amd64 ;; aarch64-*) arch=arm64 ;; *) echo "no Debian name for $target" >&2; exit 2 ;; esac
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
cargo deb --no-build --no-strip --output "$into/reticent_${version}_$arch.deb"
