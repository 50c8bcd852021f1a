#!/usr/bin/env python3
"""Builds books of others with `mdbook build` 0.5.4 and with ours, and compares every file.

usage: books.py [--ours PROGRAM] [--mdbook PROGRAM] DIR...

Each DIR is one that has book.toml, or holds such directories. They are copied, so nothing is written there. Preprocessors
and outputs that are not installed are left out, for both: a command that cannot be found is removed from a copy of book.toml,
and what else mdBook says of it is shown. A book that one of the two cannot build must be one that neither can.
"""

import argparse
import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
OURS = REPOSITORY / "target/release/mdbook-autodoc"
MDBOOK = REPOSITORY / ".tools/mdbook-0.5/bin/mdbook"
TABLE = re.compile(r"^\[(preprocessor|output)\.([\w-]+)[^\]]*\]\s*$")


def is_installed(kind, name, text):
    """Whether what a table of book.toml names can run."""
    if (kind, name) in {("output", "html"), ("output", "markdown"), ("preprocessor", "links"), ("preprocessor", "index")}:
        return True
    command = re.search(r'^command\s*=\s*"([^"]*)"', text, re.MULTILINE)
    command = command.group(1).split()[0] if command else f"mdbook-{name}"
    return shutil.which(command) is not None


def without_missing(config):
    """book.toml without the tables of what is not installed, and their names."""
    tables, left = [], []
    for line in config.splitlines(keepends=True):
        if not tables or line.startswith("["):
            tables.append("")
        tables[-1] += line
    named = {}
    for table in tables:
        match = TABLE.match(table.splitlines()[0]) if table.strip() else None
        if match:
            named.setdefault(match.groups(), "")
            named[match.groups()] += table
    missing = {key for key, text in named.items() if not is_installed(*key, text)}
    for table in tables:
        match = TABLE.match(table.splitlines()[0]) if table.strip() else None
        if not match or match.groups() not in missing:
            left.append(table)
    return "".join(left), sorted("-".join(key) for key in missing)


def build(program, root, site):
    run = subprocess.run(
        [program, "build", root, "-d", site], capture_output=True, text=True, env=dict(os.environ, MDBOOK_LOG="info")
    )
    return run.returncode, run.stderr


def files(root):
    return {path.relative_to(root) for path in root.rglob("*") if not path.is_dir()} if root.is_dir() else set()


def differences(left, right):
    both = files(left) | files(right)
    both.discard(pathlib.Path("objects.inv"))
    same = [path for path in both if (left / path).is_file() and (right / path).is_file()]
    differing = [path for path in same if not filecmp.cmp(left / path, right / path, shallow=False)]
    return len(both), sorted(both.difference(same)) + sorted(differing)


def compare(directory, options):
    """Compares one book; tells whether both made the same."""
    with tempfile.TemporaryDirectory() as scratch:
        # Includes may reach for files above the book.
        top = directory.resolve()
        while not (top / ".top").exists() and top.parent != options.top and top != top.parent:
            top = top.parent
        copy = pathlib.Path(scratch) / "copy"
        shutil.copytree(top, copy, symlinks=True)
        root = copy / directory.resolve().relative_to(top)
        config, missing = without_missing((root / "book.toml").read_text(encoding="utf-8"))
        (root / "book.toml").write_text(config, encoding="utf-8")
        sites = [pathlib.Path(scratch) / name for name in ("theirs", "ours", "again")]
        theirs = build(options.mdbook, root, sites[0])
        ours = build(options.ours, root, sites[1])
        again = build(options.ours, root, sites[1])
        note = f"  without {', '.join(missing)}" if missing else ""
        if theirs[0] or ours[0]:
            is_same = bool(theirs[0]) == bool(ours[0])
            reason = (theirs[1] or ours[1]).strip().splitlines()
            print(f"{'neither' if is_same else 'ONE'} builds  {directory}{note}: {reason[-1] if reason else ''}")
            return is_same
        count, found = differences(sites[0], sites[1])
        how = re.findall(r"rendered as a whole: (.*)", ours[1])
        how = f"as a whole: {how[0]}" if how else ("in slices" if "slice-" in ours[1] else "at once")
        ok = not found and not again[0]
        print(f"{'same' if ok else 'DIFFERS'}  {count:>5} files  {how}  {directory}{note}", flush=True)
        for path in found[:10]:
            print(f"    {path}")
        if found and options.keep:
            shutil.copytree(sites[0], options.keep / "theirs", dirs_exist_ok=True)
            shutil.copytree(sites[1], options.keep / "ours", dirs_exist_ok=True)
        return ok


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--ours", type=pathlib.Path, default=OURS, metavar="PROGRAM")
    parser.add_argument("--mdbook", type=pathlib.Path, default=MDBOOK, metavar="PROGRAM")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where sites that differ are copied to")
    options = parser.parse_args()
    is_good, books = True, 0
    for directory in options.directories:
        options.top = directory.resolve().parent
        for config in sorted(directory.rglob("book.toml")):
            books += 1
            is_good &= compare(config.parent, options)
    print(f"{books} books, {'all the same' if is_good else 'SOME DIFFER'}")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
