#!/usr/bin/env bash
# Fetches a released reticent, checks it, and prints where it lies. Reads its instructions from the environment:
#
#   RETICENT_VERSION   which release (0.1.0)
#   RETICENT_BASE_URL  where its files lie: the release's own address, or a mirror (https://…, file:///…)
#   RETICENT_SHA256    the SHA-256 of the archive; without it, SHA256SUMS beside the archive is believed
#   RETICENT_PATH      a program that is there already: nothing is fetched
#   RETICENT_INTO      the folder to put it into (default: a new one below RUNNER_TEMP or TMPDIR)
set -euo pipefail

fail() { printf 'reticent: %s\n' "$*" >&2; exit 2; }

if [ -n "${RETICENT_PATH:-}" ]; then
  command -v -- "$RETICENT_PATH" || fail "there is no program $RETICENT_PATH"
  exit 0
fi
version=${RETICENT_VERSION:?which release?}
base=${RETICENT_BASE_URL:?where do the files of the release lie?}
case "$version" in *[!0-9A-Za-z.+-]*) fail "RETICENT_VERSION is no version" ;; esac
case "$base" in https://* | file://*) ;; *) fail "RETICENT_BASE_URL: only https:// and file:// are fetched from" ;; esac

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) target=x86_64-pc-windows-msvc ;;
  *) fail "there is no release for $(uname -s) on $(uname -m); build it, and name it with RETICENT_PATH" ;;
esac
program=reticent
[ "$target" != x86_64-pc-windows-msvc ] || program=reticent.exe
archive="reticent-$version-$target.tar.gz"

into=${RETICENT_INTO:-$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/reticent.XXXXXX")}
mkdir -p -- "$into"
get() {
  curl --fail --silent --show-error --location --proto '=https,file' --retry 3 --max-time 300 --output "$into/$1" "${base%/}/$1" ||
    fail "cannot fetch ${base%/}/$1; on machines without internet, name a mirror (RETICENT_BASE_URL) or a program (RETICENT_PATH)"
}
get "$archive"
want=${RETICENT_SHA256:-}
if [ -z "$want" ]; then
  get SHA256SUMS
  want=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1; exit }' "$into/SHA256SUMS")
  [ -n "$want" ] || fail "SHA256SUMS does not list $archive"
fi
if command -v sha256sum >/dev/null; then have=$(sha256sum <"$into/$archive"); else have=$(shasum -a 256 <"$into/$archive"); fi
have=${have%% *}
want=$(printf '%s' "$want" | tr 'A-F' 'a-f')
[ "$have" = "$want" ] || fail "$archive has the SHA-256 $have, and should have $want; it is not used"
tar -xzf "$into/$archive" -C "$into"
[ -x "$into/$program" ] || fail "$archive holds no $program"
printf '%s\n' "$into/$program"
