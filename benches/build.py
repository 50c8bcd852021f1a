#!/usr/bin/env python3
"""Measures `mdbook-autodoc build` beside `mdbook build` 0.5.4, of the same generated books of prose.

usage: build.py [--pages N,...] [--ours-alone N,...] [--no-search] [--no-print] [--json FILE]

A book of N pages is generated for each N, the same on each machine: three levels of chapters, four sections each, links
between them. Both programs build it cold, warm, and after an edit of one chapter; the sites are compared file by file. The
books of --ours-alone are built by us alone. Printed are seconds of wall time, seconds of user and system time, and the
peak of memory, which the system counts with this script's own.
"""

import argparse
import filecmp
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
OURS = REPOSITORY / "target/release/mdbook-autodoc"
MDBOOK = REPOSITORY / ".tools/mdbook-0.5/bin/mdbook"
WORDS = "alpha beta gamma delta epsilon configuration reading writing files system value `code` **bold** *it* it's".split()


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def chapter(number, pages, chance):
    parts = [f"# Chapter {number}\n"]
    for section in range(4):
        other = chance.randrange(pages)
        words = " ".join(chance.choice(WORDS) for _ in range(60))
        parts.append(f"## Section {section}\n\n{words}\n")
        parts.append(f"See [another](../p{other // 30}/c{other}.md#section-{section}).\n")
    return "\n".join(parts)


def make_book(root, pages, options):
    chance = random.Random(pages)
    summary = ["# Summary", ""]
    for number in range(pages):
        path = f"p{number // 30}/c{number}.md"
        summary.append("  " * (number % 3) + f"- [Chapter {number}]({path})")
        write(root / "src" / path, chapter(number, pages, chance))
    write(root / "src/SUMMARY.md", "\n".join(summary) + "\n")
    # The table lets us keep slices; its sources are one empty module.
    write(root / "python/pkg/__init__.py", "")
    config = '[book]\ntitle = "Generated"\n[preprocessor.autodoc]\nafter = ["links"]\nsource = "python/pkg"\n'
    config += f"[output.html.search]\nenable = {str(options.search).lower()}\n"
    config += f"[output.html.print]\nenable = {str(options.print).lower()}\n"
    write(root / "book.toml", config)


def run(program, root, site):
    environment = dict(os.environ, MDBOOK_PREPROCESSOR__AUTODOC__COMMAND=f"'{OURS}'")
    command = [program, "build", root, "-d", site]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    messages = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{program} failed:\n{messages.decode()}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}


def differences(left, right):
    def files(root):
        return {path.relative_to(root) for path in root.rglob("*") if path.is_file()}

    both = files(left) | files(right)
    # Ours alone writes the inventory.
    both.discard(pathlib.Path("objects.inv"))
    same = [path for path in both if (left / path).is_file() and (right / path).is_file()]
    differing = [path for path in same if not filecmp.cmp(left / path, right / path, shallow=False)]
    return sorted(both.difference(same)) + differing


def measure(pages, options, with_mdbook, results):
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory) / "book"
        make_book(root, pages, options)
        programs = [("ours", OURS)] + ([("mdbook", MDBOOK)] if with_mdbook else [])
        for what in ("cold", "warm", "edit"):
            if what == "edit":
                path = root / "src/p0/c1.md"
                write(path, path.read_text(encoding="utf-8") + "\nAnother word.\n")
            for name, program in programs:
                cost = run(program, root, root / f"site-{name}")
                results.append({"pages": pages, "what": what, "program": name, **cost})
                print(
                    f"{pages:>6} pages  {what:<5} {name:<7} {cost['wall']:>8.2f} s  "
                    f"{cost['cpu']:>8.2f} s CPU  {cost['peak_mb']:>7.0f} MB",
                    flush=True,
                )
            if with_mdbook:
                found = differences(root / "site-ours", root / "site-mdbook")
                if found:
                    sys.exit(f"{len(found)} files differ, such as {found[0]}")


def numbers(text):
    return [int(number) for number in text.split(",") if number]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=numbers, default=[10, 100, 900, 1500, 6700], metavar="N,...")
    parser.add_argument("--ours-alone", type=numbers, default=[25000, 50000], metavar="N,...")
    parser.add_argument("--no-search", dest="search", action="store_false")
    parser.add_argument("--no-print", dest="print", action="store_false")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    results = []
    for pages, with_mdbook in [(n, True) for n in options.pages] + [(n, False) for n in options.ours_alone]:
        measure(pages, options, with_mdbook, results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
