#!/usr/bin/env bash
# gitleaks' own rules, run by reticent and by gitleaks: tests/gitleaks.sh PROGRAM GITLEAKS CONFIG FOLDER...
#
# CONFIG is config/gitleaks.toml of gitleaks' release. Compares rule, file and secret, of trees. Prints a line a folder and each difference, and fails if there is one.
set -euo pipefail
program=$(realpath "${1:?which program?}")
gitleaks=$(realpath "${2:?which gitleaks?}")
config=$(realpath "${3:?which configuration?}")
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for folder in "$@"; do
  (cd -- "$folder" && "$gitleaks" dir . -c "$config" -r "$work/theirs.json" -f json --exit-code 0 --no-banner -l error)
  (cd -- "$folder" && "$program" scan . --config none --gitleaks-config "$config" --no-ignore --reveal --format gitleaks-json --exit-code 0 --quiet >"$work/ours.json") || [ $? -eq 3 ]
  python3 - "$folder" "$work" <<'END' || failed=1
import json, sys
folder, work = sys.argv[1:]
def read(name):
    # Control characters are shown by their pictures here.
    clean = lambda text: "".join(chr(0x2400 + ord(c)) if ord(c) < 32 and c != "\t" else c for c in text.replace("\t", " "))
    return {(one["File"], one["RuleID"], clean(one["Secret"])) for one in json.load(open(f"{work}/{name}.json"))}
theirs, ours = read("theirs"), read("ours")
print(f"{folder}: gitleaks {len(theirs)}, reticent {len(ours)}, both {len(theirs & ours)}")
for label, rest in (("gitleaks alone", theirs - ours), ("reticent alone", ours - theirs)):
    for path, rule, _ in sorted(rest):
        print(f"  {label}: {path} {rule}")
sys.exit(theirs != ours)
END
done
exit "$failed"
