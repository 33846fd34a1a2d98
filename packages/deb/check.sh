#!/usr/bin/env bash
# packages/deb/check.sh PACKAGE: unpacks a Debian package and looks at what is in it; nothing of this system is changed.
set -euo pipefail
package=$(realpath "${1:?which package?}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-deb --extract "$package" "$work/root"
dpkg-deb --info "$package" | grep -E '^ (Package|Version|Architecture|Depends|Description):'
has() { [ -e "$work/root/$1" ] || { echo "$1 is missing"; exit 1; }; }
for file in usr/bin/reticent usr/share/man/man1/reticent.1.gz usr/share/man/man1/reticent-report-compare.1.gz \
  usr/share/bash-completion/completions/reticent usr/share/zsh/vendor-completions/_reticent \
  usr/share/fish/vendor_completions.d/reticent.fish usr/share/doc/reticent/copyright; do has "$file"; done
"$work/root/usr/bin/reticent" --version
bash -c "source '$work/root/usr/share/bash-completion/completions/reticent' && complete -p reticent" >/dev/null
zcat "$work/root/usr/share/man/man1/reticent.1.gz" | grep -q '^\.SH NAME' || { echo "the manual page has no name"; exit 1; }
[ "$(find "$work/root" -perm /022 ! -type l | wc -l)" -eq 0 ] || { echo "files that others may write to"; exit 1; }
echo "Debian package: complete"
