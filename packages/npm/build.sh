#!/usr/bin/env bash
# packages/npm/build.sh ARCHIVES INTO: npm packages of a release's archives: one for each system, and `reticent`, which has them as
# optional dependencies, so that npm fetches the one that fits.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
archives=$(realpath "${1:?where are the archives?}")
mkdir -p "${2:?into which folder?}"
into=$(realpath "$2")
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../../Cargo.toml" | head -n 1)
description=$(sed -n 's/^description = "\(.*\)"$/\1/p' "$here/../../Cargo.toml" | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
optional=()
for archive in "$archives"/reticent-"$version"-*.tar.gz; do
  [ -e "$archive" ] || { echo "no archive of $version in $archives" >&2; exit 2; }
  case "$archive" in
    *-x86_64-unknown-linux-*) os=linux cpu=x64 ;;
    *-aarch64-unknown-linux-*) os=linux cpu=arm64 ;;
    *-x86_64-apple-darwin*) os=darwin cpu=x64 ;;
    *-aarch64-apple-darwin*) os=darwin cpu=arm64 ;;
    *-x86_64-pc-windows-*) os=win32 cpu=x64 ;;
    *) echo "no npm name for $archive" >&2; exit 2 ;;
  esac
  name="reticent-$os-$cpu"
  mkdir "$work/$name"
  tar -xzf "$archive" -C "$work/$name"
  node -e 'const [name, version, description, os, cpu] = process.argv.slice(1);
    console.log(JSON.stringify({ name, version, description: `${description} (${os} ${cpu})`, license: "MIT OR Apache-2.0", os: [os], cpu: [cpu], preferUnplugged: true }, null, 2))' \
    "$name" "$version" "$description" "$os" "$cpu" >"$work/$name/package.json"
  (cd "$work/$name" && npm pack --silent --pack-destination "$into" >/dev/null)
  optional+=("$name")
done
mkdir -p "$work/reticent/bin"
cp "$here/launch.js" "$work/reticent/bin/reticent.js"
cp "$here/../pypi/README.md" "$work/reticent/README.md"
sed -i.bak 's/pipx run reticent/npx reticent/' "$work/reticent/README.md"
rm "$work/reticent/README.md.bak"
node -e 'const [version, description, ...names] = process.argv.slice(1);
  console.log(JSON.stringify({ name: "reticent", version, description, license: "MIT OR Apache-2.0", bin: { reticent: "bin/reticent.js" }, engines: { node: ">=18" }, optionalDependencies: Object.fromEntries(names.map((name) => [name, version])) }, null, 2))' \
  "$version" "$description" "${optional[@]}" >"$work/reticent/package.json"
(cd "$work/reticent" && npm pack --silent --pack-destination "$into" >/dev/null)
ls "$into"
