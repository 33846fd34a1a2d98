#!/usr/bin/env bash
# packages/notes.sh VERSION: the section of the changelog for a version; of one that has none yet, what is unreleased.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
version=${1:?which version?}
section() { awk -v head="## [$1]" 'index($0, "## [") == 1 { on = index($0, head) == 1; next } on' CHANGELOG.md; }
text=$(section "$version")
[ -n "$text" ] || text=$(section Unreleased)
[ -n "$text" ] || { echo "CHANGELOG.md tells nothing of $version" >&2; exit 2; }
printf '%s\n' "$text"
