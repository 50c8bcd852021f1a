#!/usr/bin/env python3
"""Measures `diff` beside `griffe check`, `coverage` beside interrogate, and `check` beside griffe, in the same session.

usage: ci.py [PACKAGE ...] [--binary FILE] [--rounds N] [--json FILE]

Compared are the pairs of releases of `tests/releases.txt` that `tests/run` has put into `.tools`, each in a repository with a commit
for either, which both programs compare; and the files of the newer ones are counted by both, and their docstrings read. A PACKAGE
is a directory of another one, of which there is one release only, so that nothing is compared.

No other program does what `check` does. The nearest is a dump of griffe, which reads docstrings in one style and warns about
them; it resolves no names and writes JSON, to nowhere here.

`check` and `diff` keep nothing between runs in their first columns, as in most CI; in those with `again` they have what the run
before has kept for a book.

Times are of the whole process with all that it starts: user and system time together, and wall time; medians. What either needs to
start at all is in the first line: no share of it can be saved. Python has compiled its own files before.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import runs

TOOLS = runs.TOOLS
PYTHON = TOOLS / "python" / "bin" / "python"
# What is set side by side.
PAIRS = (
    ("diff", "griffe check"),
    ("diff again", "griffe check"),
    ("coverage", "interrogate"),
    ("check", "griffe dump"),
    ("check again", "griffe dump"),
)


def run(command, cwd):
    """What a process cost that ends with 0, or with 1 for what it has found."""
    begun = time.perf_counter()
    process = runs.start(command, cwd=cwd)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"this ended with {process.returncode}: {' '.join(map(str, command))}")
    return runs.Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024)


def git(directory, *arguments):
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.org"}
    subprocess.run(["git", *arguments], cwd=directory, env=os.environ | settings, check=True, stdout=subprocess.DEVNULL)


def repository(directory, package, releases):
    """A repository with a commit for each release of a package; the first is tagged `old`. In it is the book that is checked."""
    git(directory, "init", "-q")
    for number, release in enumerate(releases):
        shutil.rmtree(directory / package, ignore_errors=True)
        shutil.copytree(release / package, directory / package)
        git(directory, "add", "-A", ".")
        git(directory, "commit", "-q", "-m", release.name)
        if number == 0:
            git(directory, "tag", "old")
    runs.write(directory / "docs" / "book.toml", f'[preprocessor.autodoc]\nsource = "../{package}"\n')
    runs.write(directory / "docs" / "src" / "SUMMARY.md", "")


def packages(more):
    """The packages, each with its releases, which are directories that it stands in."""
    for line in (runs.REPOSITORY / "tests" / "releases.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            distribution, package, old, new = line.split()
            releases = [TOOLS / "releases" / f"{distribution}-{version}" for version in (old, new)]
            if all(release.is_dir() for release in releases):
                yield package, releases
    for package in more:
        yield package.name, [package.parent]


def measure(binary, package, releases, rounds):
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        repository(directory, package, releases)
        commands = {}
        if len(releases) > 1:
            commands |= {
                "diff": [binary, "diff", "old", "--source", package],
                "diff again": [binary, "diff", "old", "--book", "docs"],
                "griffe check": [PYTHON, "-m", "griffe", "check", package, "--against", "old", "--search", "."],
            }
        commands |= {
            "coverage": [binary, "coverage", "--source", package, "--everything"],
            "interrogate": [PYTHON, "-m", "interrogate", "--quiet", "--fail-under", "0", package],
            "check": [binary, "check", "docs", "--no-cache"],
            "check again": [binary, "check", "docs"],
            "griffe dump": [PYTHON, "-m", "griffe", "dump", package, "--docstyle", "google", "--output", os.devnull],
        }
        actions = [lambda command=command: run(command, directory) for command in commands.values()]
        time.sleep(runs.TRUSTED_AFTER)
        for action in actions:
            action()
        return dict(zip(commands, runs.medians(rounds, *actions)))


def starts(binary, rounds):
    """What it costs to start each program, and to end it at once."""
    commands = {
        "mdbook-autodoc": [binary, "--version"],
        "griffe": [PYTHON, "-m", "griffe", "--version"],
        "interrogate": [PYTHON, "-m", "interrogate", "--version"],
    }
    actions = [lambda command=command: run(command, TOOLS) for command in commands.values()]
    return dict(zip(commands, runs.medians(rounds, *actions)))


def shown(cost):
    return f"{cost.cpu * 1000:.0f} / {cost.wall * 1000:.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", metavar="PACKAGE", type=pathlib.Path, nargs="*")
    parser.add_argument("--binary", type=pathlib.Path, default=runs.REPOSITORY / "target" / "release" / "mdbook-autodoc")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    binary = options.binary.resolve()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; CPU and wall time in milliseconds")
    started = starts(binary, options.rounds)
    figures = {"start": {name: cost.as_dict() for name, cost in started.items()}}
    print("start: " + ", ".join(f"{name} {shown(cost)}" for name, cost in started.items()))
    print(" " * 14 + "".join(f"{ours:>14}{theirs:>16}{'times':>7}" for ours, theirs in PAIRS))
    for package, releases in packages([package.resolve() for package in options.packages]):
        costs = measure(binary, package, releases, options.rounds)
        figures[package] = {name: cost.as_dict() for name, cost in costs.items()}
        cells = []
        for ours, theirs in PAIRS:
            if ours not in costs:
                cells += [" " * 14, " " * 16, " " * 7]
                continue
            ours, theirs = costs[ours], costs[theirs]
            cells += [shown(ours).rjust(14), shown(theirs).rjust(16), f"{theirs.cpu / ours.cpu:.0f}".rjust(7)]
        print(f"{package:<14}{''.join(cells)}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


main()
