"""A preprocessor of mdBook that writes the word QUIET in lower case, and adds a chapter."""

import json
import sys

if sys.argv[1:2] == ["supports"]:
    sys.exit(0)
context, book = json.load(sys.stdin)


def walk(items):
    for item in items:
        if "Chapter" in item:
            chapter = item["Chapter"]
            chapter["content"] = chapter["content"].replace("QUIET", "quiet")
            walk(chapter["sub_items"])


walk(book["items"])
added = {
    "name": "Added & <new>",
    "content": "# Added\n\nBy a preprocessor.\n",
    "number": None,
    "sub_items": [],
    "path": "added.md",
    "source_path": None,
    "parent_names": [],
}
book["items"].append({"Chapter": added})
json.dump(book, sys.stdout)
