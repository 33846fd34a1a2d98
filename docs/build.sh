#!/usr/bin/env bash
# docs/build.sh PROGRAM INTO: the book, with pages for each command, each rule and the configuration, made by the program itself.
# Needs mdbook; fails where a link leads nowhere.
set -euo pipefail
program=$(realpath "${1:?which program?}")
mkdir -p "${2:?into which folder?}"
into=$(realpath "$2")
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp ./*.md book.toml "$stage/"
# Outside of the book, links lead to the repository's own files.
sed -i.bak 's|](\.\./rules/README\.md)|](rules-reference.md)|; s|](\.\./src/[^)]*)|](keys.md)|' "$stage"/*.md
rm "$stage"/*.bak
cp ../rules/README.md "$stage/rules-reference.md"
printf '\n- [Rules of your own](rules-reference.md)\n' >>"$stage/SUMMARY.md"

help() {
  local name=$1
  shift
  printf '## %s\n\n```text\n' "$name"
  NO_COLOR=1 COLUMNS=100 "$program" "$@" --help
  printf '```\n\n'
}
{
  printf '# Commands\n\n'
  help reticent
  for command in scan history staged diff stdin hook keys clients rules baseline allow report import init config man completions; do
    help "reticent $command" "$command"
  done
  help 'reticent report compare' report compare
} >"$stage/commands.md"
{
  printf '# Rules\n\n'
  RETICENT_CONFIG=none "$program" rules list | awk '{print $1}' | while read -r id; do
    printf '## %s\n\n```text\n' "$id"
    RETICENT_CONFIG=none "$program" rules explain "$id" | tail -n +2
    printf '```\n\n'
  done
} >"$stage/rules.md"
{
  printf '# reticent.toml, as a schema\n\n```json\n'
  "$program" config schema
  printf '```\n'
} >"$stage/schema.md"

mdbook build --dest-dir "$into" "$stage"
python3 - "$into" <<'END'
import html.parser, pathlib, sys, urllib.parse
root = pathlib.Path(sys.argv[1])
wrong = []
class Links(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src") and value and not urllib.parse.urlparse(value).scheme and not value.startswith(("//", "#")):
                path = urllib.parse.unquote(value.split("#")[0].split("?")[0])
                if path and not (self.page.parent / path).exists():
                    wrong.append(f"{self.page.relative_to(root)}: {value}")
for page in root.rglob("*.html"):
    # The page for what is not found is written for the top of a site.
    if page.name != "404.html":
        parser = Links(); parser.page = page; parser.feed(page.read_text(encoding="utf-8"))
print("\n".join(sorted(set(wrong))) or f"book: {len(list(root.rglob('*.html')))} pages, every link leads somewhere")
sys.exit(bool(wrong))
END
