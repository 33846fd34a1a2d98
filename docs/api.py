#!/usr/bin/env python3
"""The crate's public interface, a line an item, read from the documents that `cargo doc --no-deps` wrote.

docs/api.py          compares it with docs/api.txt; what differs is shown, and the exit code is 1
docs/api.py --write  writes docs/api.txt
"""

import difflib
import os
import pathlib
import re
import sys
from html import unescape

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOC = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "doc" / "reticent"
SNAPSHOT = ROOT / "docs" / "api.txt"


def plain(html):
    """The text of a piece of HTML, on one line."""
    html = re.sub(r'<(details|div|section|span) class="(where|since|rightside|docblock|item-info)[^>]*>.*?</\1>', " ", html, flags=re.S)
    text = unescape(re.sub(r"<[^>]+>", "", html))
    # Where there are many, the page has a button for them.
    text = re.sub(r"(?<=\{)\s*Show \d+ (fields|variants)\s*", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def items():
    """Each item with its declaration, and each method of it."""
    index = (DOC / "all.html").read_text(encoding="utf-8")
    for page in sorted(set(re.findall(r'<li><a href="([^"#]+\.html)"', index))):
        html = (DOC / page).read_text(encoding="utf-8")
        name = "::".join(["reticent", *re.sub(r"(struct|enum|trait|fn|type|constant)\.|\.html", "", page).split("/")])
        for declaration in re.findall(r'<pre class="rust item-decl">(.*?)</pre>', html, flags=re.S):
            yield f"{name}: {plain(declaration)}"
        own = html.split('id="implementations-list"', 1)
        if len(own) > 1:
            inherent = re.split(r'<h2 id="(?:trait-implementations|synthetic-implementations|blanket-implementations)', own[1])[0]
            for header in re.findall(r'<h4 class="code-header">(.*?)</h4>', inherent, flags=re.S):
                yield f"{name}: {plain(header)}"


def main():
    lines = [line + "\n" for line in sorted(set(items()))]
    if "--write" in sys.argv[1:]:
        SNAPSHOT.write_text("".join(lines), encoding="utf-8")
        return 0
    known = SNAPSHOT.read_text(encoding="utf-8").splitlines(keepends=True)
    changes = list(difflib.unified_diff(known, lines, "docs/api.txt", "the code", n=0))
    sys.stdout.writelines(changes)
    if changes:
        print("The public interface has changed. If that is meant: python3 docs/api.py --write, and a line in CHANGELOG.md.")
    return 1 if changes else 0


sys.exit(main())
