#!/usr/bin/env bash
# The real pre-commit framework, prek and lefthook with the hooks of this repository: tests/pre-commit.sh [PROGRAM]
#
# Takes them from PyPI and the hooks from a clone of what is committed here, and does what people do: commit, run
# --all-files, --files, --from-ref with --to-ref, push. Prints a line a step; the first that goes wrong ends it.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
program=$(realpath "${1:-target/release/reticent}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pre-commit prek lefthook
PATH="$(dirname "$program"):$work/venv/bin:$PATH"
export PATH PRE_COMMIT_HOME="$work/cache"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_COUNT=3
export GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=Someone GIT_CONFIG_KEY_1=user.email
export GIT_CONFIG_VALUE_1=someone@example.org GIT_CONFIG_KEY_2=init.defaultBranch GIT_CONFIG_VALUE_2=main

git clone -q . "$work/hooks"
secret() { printf 'token = "glpat-%s"\n' "$(printf '%s' "$1" | sha256sum | cut -c1-20)"; }
passes() { "${@:2}" >"$work/out" 2>&1 || { echo "FAILED: $1: should have passed"; cat "$work/out"; exit 1; }; echo "ok: $1"; }
stops() {
  if "${@:3}" >"$work/out" 2>&1; then echo "FAILED: $1: should have stopped"; cat "$work/out"; exit 1; fi
  grep -q -- "$2" "$work/out" || { echo "FAILED: $1: says nothing of $2"; cat "$work/out"; exit 1; }
  if grep -q 'glpat-[0-9a-f]' "$work/out"; then echo "FAILED: $1: shows a secret"; exit 1; fi
  echo "ok: $1"
}

# The recipe of docs/git.md that begins with a line, up to the end of its block.
recipe() { sed -n "/^$1/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$work/hooks/docs/git.md" | sed 1d; }

git init -q --bare "$work/far.git"
git init -q "$work/user"
cd "$work/user"
cat >.pre-commit-config.yaml <<END
default_install_hook_types: [pre-commit, pre-merge-commit, commit-msg, pre-push]
repos:
  - repo: $work/hooks
    rev: $(git -C "$work/hooks" rev-parse HEAD)
    hooks: [{id: reticent-system}, {id: reticent-push-system}, {id: reticent-message-system}]
END
git remote add origin "$work/far.git"
echo 'nothing here' >a.txt
git add .
passes 'hooks are installed' pre-commit install
passes 'a clean commit' git commit -qm 'begin'
passes 'a clean push' git push -q origin main
secret one >one.env
git add one.env
stops 'a commit with a secret' one.env git commit -qm 'one'
git restore --staged one.env
passes 'a commit beside it' git commit -q --allow-empty -m 'beside'
stops 'a message with a secret' COMMIT_EDITMSG git commit -q --allow-empty -m "$(secret message)"
secret old >'old one.env'
git add 'old one.env'
git commit -qnm 'past the hook'
stops 'run --all-files' 'old one.env' pre-commit run --all-files
stops 'run --files' 'old one.env' pre-commit run --files 'old one.env'
git rm -q --cached 'old one.env'
git commit -qnm 'and out again'
stops 'run --from-ref --to-ref' 'old one.env' pre-commit run --hook-stage pre-push --from-ref origin/main --to-ref HEAD
stops 'a push of a secret that was taken out again' 'old one.env' git push -q origin main

pre-commit uninstall >"$work/out" 2>&1
git restore --staged . && rm -f ./*.env
passes 'prek is installed' prek install
echo more >>a.txt
git add a.txt
passes 'prek: a clean commit' git commit -qm 'more'
secret two >two.env
git add two.env
stops 'prek: a commit with a secret' two.env git commit -qm 'two'
stops 'prek run --all-files' two.env prek run --all-files
prek uninstall >"$work/out" 2>&1
git restore --staged two.env
rm two.env .pre-commit-config.yaml

recipe lefthook >lefthook.yml
passes 'lefthook is installed' lefthook install
echo more >>a.txt
git add a.txt
passes 'lefthook: a clean commit' git commit -qm 'more'
secret three >three.env
git add three.env
stops 'lefthook: a commit with a secret' three.env git commit -qm 'three'
git restore --staged three.env
stops 'lefthook: a message with a secret' COMMIT_EDITMSG git commit -q --allow-empty -m "$(secret message)"
stops 'lefthook: a push of a secret that was taken out again' 'old one.env' git push -q origin main
printf '\npre-commit, prek, lefthook: all as it should be\n'
