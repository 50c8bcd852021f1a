"""A backend of mdBook that writes the names and sizes of the chapters into a file."""

import json
import sys

context = json.load(sys.stdin)
lines = []


def walk(items):
    for item in items:
        if "Chapter" in item:
            chapter = item["Chapter"]
            lines.append(f"{chapter['name']} {len(chapter['content'])}")
            walk(chapter["sub_items"])


walk(context["book"]["items"])
with open("chapters.txt", "w", encoding="utf-8") as out:
    out.write("\n".join(lines))
