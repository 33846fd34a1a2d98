#!/usr/bin/env bash
# What the action does after the program is there: scans, annotates, writes the job's summary and the step's outputs.
# All that comes from outside comes in variables, and is never part of a command.
set -euo pipefail

fail() { printf '::error title=reticent::%s\n' "$*"; exit 2; }

program=${RETICENT:?}
out=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/reticent-report.XXXXXX")
scan=${INPUT_SCAN:-auto}
if [ "$scan" = auto ]; then
  case "${GITHUB_EVENT_NAME:-}" in
    pull_request | pull_request_target | push | merge_group) scan=changes ;;
    *) scan=tree ;;
  esac
fi
case "$scan" in
  changes)
    command=(diff --ci)
    [ "${INPUT_TRUST_BASE:-true}" != true ] || command+=(--trust-base)
    ;;
  tree) command=(scan) ;;
  history) command=(history) ;;
  *) fail "scan: write auto, changes, tree or history" ;;
esac
command+=(--exit-code 1 --format github --output "sarif=$out/reticent.sarif" --output "json=$out/reticent.json" --output "markdown=$out/summary.md")
[ -z "${INPUT_FAIL_ON:-}" ] || command+=("--fail-on=$INPUT_FAIL_ON")
[ -z "${INPUT_MIN_CONFIDENCE:-}" ] || command+=("--min-confidence=$INPUT_MIN_CONFIDENCE")
[ -z "${INPUT_CATEGORY:-}" ] || command+=("--sarif-category=$INPUT_CATEGORY")
while IFS= read -r line; do
  [ -z "$line" ] || command+=("$line")
done <<<"${INPUT_ARGUMENTS:-}"

code=0
"$program" "${command[@]}" || code=$?

# The whole of it into the log. Names of files are other people's words: none of them is a command to the runner.
if [ -s "$out/reticent.json" ]; then
  word="reticent-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
  printf '::stop-commands::%s\n' "$word"
  "$program" report "$out/reticent.json" --format text || true
  printf '::%s::\n' "$word"
fi
if [ -s "$out/summary.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$out/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi

# In JSON the quotes of any text are escaped, so these keys cannot be part of one.
number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$out/reticent.json" 2>/dev/null | head -n 1; }
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  complete=false
  if grep -q '"summary":{"complete":true' "$out/reticent.json" 2>/dev/null; then complete=true; fi
  {
    printf 'exit-code=%s\n' "$code"
    printf 'failing=%s\n' "$(number failing)"
    printf 'complete=%s\n' "$complete"
    if [ -s "$out/reticent.json" ]; then printf 'json-file=%s\n' "$out/reticent.json"; fi
    if [ -s "$out/reticent.sarif" ]; then printf 'sarif-file=%s\n' "$out/reticent.sarif"; fi
  } >>"$GITHUB_OUTPUT"
fi
exit "$code"
