#!/usr/bin/env python3
"""Measures whole runs of mdbook-autodoc beside griffe, a walk of the same tree, and mdBook, in the same session.

usage: runs.py [DIRECTORY ...] [--large] [--modules N,...] [--fetch PACKAGE,...] [--only PART,...] [--rounds N] [--json FILE]

A DIRECTORY is a package or holds some. Without one, packages of 100, 300, 1,000 and 7,000 modules are generated; they are the
same on each machine. With --large there is one of 20,000 as well, and kubernetes (1,933 files) and ansible (15,259 files) are
fetched with pip; griffe needs minutes for these. With --modules or --fetch it is only what they name, so that each large case
can have a run of its own. Nothing in a DIRECTORY is changed.

Parts:
  cold     `dump` without a cache, against `griffe dump`
  warm     the preprocessor when nothing has changed, against a walk that stats the tree, plus reading the cache; the JSON for
           mdBook apart
  edit     the preprocessor after an edit of one file
  memory   peak memory of cold runs of the preprocessor, `dump` and `build`
  threads  a cold preprocessor with two threads, against one, and two processes at once against one
  book     our share of a warm `mdbook build`

Times are of the whole process with all that it starts: user and system time together, and wall time; medians. The system
counts peak memory from before a program starts, so that no figure is below this script's own.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
TOOLS = REPOSITORY / ".tools"
PARTS = ("cold", "warm", "edit", "memory", "threads", "book")
# Files that are younger are read in each run, because a change could have kept their times.
TRUSTED_AFTER = 2.2
# What `--large` fetches.
LARGE = ("kubernetes==37.0.2", "ansible==12.3.0")
# The parts of what is generated.
SUBPACKAGE, DEPENDENTS = 20, 100


# What is measured.


class Cost:
    """What a process cost: seconds of user and system time, seconds of wall time, bytes of memory at its peak."""

    def __init__(self, cpu, wall, peak):
        self.cpu, self.wall, self.peak = cpu, wall, peak

    @classmethod
    def median(cls, costs):
        return cls(*(statistics.median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "peak")))

    def as_dict(self):
        return {"cpu_seconds": round(self.cpu, 4), "wall_seconds": round(self.wall, 4), "peak_bytes": int(self.peak)}


def start(command, stdin=None, stdout=None, stderr=None, cwd=None):
    """Starts a process; what it finds in the sources is not shown."""
    with contextlib.ExitStack() as files:
        given = files.enter_context(open(stdin or os.devnull, "rb"))
        taken = files.enter_context(open(stdout or os.devnull, "wb"))
        errors = files.enter_context(open(stderr or os.devnull, "wb"))
        command = [str(part) for part in command]
        return subprocess.Popen(command, stdin=given, stdout=taken, stderr=errors, cwd=cwd)


def wait(process, command, begun):
    """Waits for a process, and tells what it cost with all that it has waited for."""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"this ended with {process.returncode}: {' '.join(map(str, command))}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit)


def run(command, **options):
    begun = time.perf_counter()
    return wait(start(command, **options), command, begun)


def run_both(command, **options):
    """Two processes of one command at once: the wall time until both have ended."""
    begun = time.perf_counter()
    both = [start(command, **options) for _ in range(2)]
    costs = [wait(process, command, begun) for process in both]
    return Cost(sum(cost.cpu for cost in costs), max(cost.wall for cost in costs), costs[0].peak)


def medians(rounds, *actions):
    """What each action costs: they take turns, so that a disturbance meets all of them."""
    costs = [[action() for action in actions] for _ in range(rounds)]
    return [Cost.median(column) for column in zip(*costs)]


# What is measured with it.


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def module(number, base):
    """A module of about 170 lines, as programs have them: docstrings, annotations, some code."""
    parts = [f'"""Orders of kind {number}: how they are taken, checked and sent."""\n\nfrom __future__ import annotations\n\nimport os\nfrom typing import Iterable\n\n{base}\n__all__ = ["Order{number}", "Store{number}", "check{number}", "LIMIT{number}"]\n\nLIMIT{number}: int = {number}\n"""How many orders there may be."""\n']
    for name, above in ((f"Order{number}", "(Base)" if "Base" in base else ""), (f"Store{number}", ""), (f"_Log{number}", "")):
        parts.append(f'\n\nclass {name}{above}:\n    """Keeps what belongs to `{name}`.\n\n    See `check{number}` for the rules.\n    """\n\n    size: int = 0\n')
        for verb in ("add", "find", "remove", "send"):
            parts.append(f'''
    def {verb}(self, key: str, count: int = {number % 7}, *, force: bool = False) -> list[str]:
        """{verb.capitalize()} something by its key.

        Args:
            key: What it is called.
            count: How many there are.
            force: Whether the limit is ignored.

        Returns:
            The keys that were met.
        """
        found = [name for name in os.listdir(key) if name.startswith(key)]
        if len(found) > count and not force:
            raise ValueError(f"too many: {{len(found)}}")
        return found[:count]
''')
    parts.append(f'''

def check{number}(order: Order{number}, names: Iterable[str]) -> bool:
    """Tell whether an order of kind {number} can be sent.

    Args:
        order: The order, as `Order{number}` has it.
        names: The names that are known.
    """
    known = set(names)
    total = 0
    for name in known:
        total += len(name) * {number % 13}
    return total < LIMIT{number}
''')
    return "".join(parts)


def generate(root, modules):
    """A package of so many modules in packages of twenty, each of which re-exports one name of each module."""
    package = root / "generated"
    count, folder = 2, 0
    write(package / "__init__.py", '"""A package of many modules."""\n\nfrom .base import Base\n\n__all__ = ["Base"]\n')
    write(package / "base.py", '"""What all orders have."""\n\n\nclass Base:\n    """What an order has."""\n\n    def label(self) -> str:\n        """Tell its label."""\n        return "base"\n')
    while count < modules:
        names = range(count, min(count + SUBPACKAGE - 1, modules - 1))
        lines = [f'"""Orders, part {folder}."""\n\n']
        lines += [f"from .m{number} import Order{number}\n" for number in names]
        lines.append(f"\n__all__ = {json.dumps([f'Order{number}' for number in names])}\n")
        write(package / f"part{folder}" / "__init__.py", "".join(lines))
        for number in names:
            is_dependent = number - folder - 2 < DEPENDENTS
            base = "from ..base import Base\n" if is_dependent else ""
            write(package / f"part{folder}" / f"m{number}.py", module(number, base))
        count += len(names) + 1
        folder += 1
    return package


def edits(package):
    """The edits of what was generated: a name, a file, and a function of the text and a number."""
    first, part = package / "part0" / "m2.py", package / "part0" / "__init__.py"
    yield "a body", first, lambda text, n: text.replace("        total += len(name)", f"        total += {n} + len(name)", 1)
    yield "a docstring", first, lambda text, n: text.replace("can be sent.", f"can be sent ({n}).", 1)
    yield f"a base class of {DEPENDENTS}", package / "base.py", lambda text, n: text.replace("def label", f"def new{n}(self) -> str:\n        \"\"\"A new one.\"\"\"\n\n    def label", 1)
    yield "a re-export", part, lambda text, n: text.replace("from .m2 import Order2\n", f"from .m2 import Order2, Store2 as Store{n}\n", 1).replace('["', f'["Store{n}", "', 1)


def edits_of_any(package):
    """The edits of a package that is not known: at the end of a file, and in its first docstring."""
    for path in sorted(package.rglob("*.py")):
        with contextlib.suppress(UnicodeDecodeError):
            if re.match(r'"""\w', path.read_text(encoding="utf-8")):
                yield "a comment", path, lambda text, n: f"{text}\n# {n}\n"
                yield "a docstring", path, lambda text, n: f'"""Changed {n}. {text[3:]}'
                return


class Case:
    """A directory of packages, with a book beside that documents it."""

    def __init__(self, name, source, folder, known):
        self.name, self.source, self.folder, self.known = name, source.resolve(), folder, known
        self.files = sum(1 for path in self.source.rglob("*") if path.suffix in (".py", ".pyi"))
        self.cache = folder / "cache"
        write(folder / "src" / "SUMMARY.md", "# Summary\n\n- [Start](start.md)\n- [API reference]()\n")
        write(folder / "src" / "start.md", "# Start\n")

    def message(self, **performance):
        """A file with what mdBook sends."""
        options = {"source": str(self.source), "performance": {"cache-dir": str(self.cache), **performance}}
        chapter = {"name": "Start", "content": "# Start\n", "number": [1], "sub_items": [], "path": "start.md", "source_path": "start.md", "parent_names": []}
        config = {"book": {"title": "B", "authors": [], "language": "en"}, "preprocessor": {"autodoc": options}, "output": {"html": {}}}
        context = {"root": str(self.folder), "config": config, "renderer": "html", "mdbook_version": "0.5.4"}
        path = self.folder / f"message-{'-'.join(f'{key}-{value}' for key, value in performance.items())}.json"
        write(path, json.dumps([context, {"items": [{"Chapter": chapter}]}]))
        return path

    def clean(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def packages(self):
        """The directory that holds the packages, and their names."""
        if (self.source / "__init__.py").exists():
            return self.source.parent, [self.source.name]
        found = [path for path in self.source.iterdir() if path.suffix == ".py" or next(path.glob("**/*.py"), None)]
        return self.source, sorted({path.stem for path in found if path.stem.isidentifier()})


def stats_of(case, options, message):
    """What a preprocessor tells of a run."""
    told = case.folder / "stats.json"
    run([options.program, "--stats=json"], stdin=message, stderr=told)
    return json.loads(told.read_text(encoding="utf-8").splitlines()[-1])


def seconds_of(stats, is_meant):
    """How long the phases took that are meant."""
    return sum(phase["seconds"] for phase in stats["phases"] if is_meant(phase))


def serial_share(stats):
    """The share of the phases that one thread does."""
    return seconds_of(stats, lambda phase: not phase["is_parallel"]) / seconds_of(stats, lambda _: True)


def is_json(phase):
    """Whether a phase is about what is written to mdBook."""
    return phase["name"] in ("inject", "write")


def median_phases(all_stats):
    """How long each phase took."""
    names = [phase["name"] for phase in all_stats[0]["phases"]]
    return {name: round(statistics.median(seconds_of(stats, lambda phase: phase["name"] == name) for stats in all_stats), 4) for name in names}


# The parts.


FILES_OF = """
import json, os, sys
found = set()
def visit(item):
    if item.get("kind") == "module":
        path = item.get("filepath")
        found.update([path] if isinstance(path, str) else path or [])
        # What a name of the package hides is beside its members.
        for members in (item.get("members"), item.get("shadowed_modules")):
            for member in (members or {}).values():
                visit(member)
for item in json.load(open(sys.argv[1])).values():
    visit(item)
paths = (os.path.normpath(os.path.join(sys.argv[2], path)) for path in found)
print("\\n".join(sorted(path for path in paths if path.endswith((".py", ".pyi")))))
"""


def files_of(dump, above):
    """The files that a dump tells of. A process of its own reads it, so that this one stays small."""
    return set(subprocess.check_output([sys.executable, "-c", FILES_OF, dump, above], text=True).splitlines())


def sources_of(above, names):
    paths = (above / name if (above / name).is_dir() else above / f"{name}.py" for name in names)
    return [part for path in paths for part in ("--source", path)]


def cold(case, options):
    """Both read the files that both would read: where one reads more, a copy without these is measured."""
    above, names = case.packages()
    output, peer_output = case.folder / "ours.json", case.folder / "griffe.json"
    ours = [options.program, "dump", "--no-cache"]
    peer = [options.griffe, "dump", "-X", "-o", peer_output, "-s"]
    result = {}
    if options.griffe:
        run([*ours, *sources_of(above, names)], stdout=output, cwd=case.folder)
        first = run([*peer, above, *names])
        paths, peers = files_of(output, case.folder), files_of(peer_output, above)
        result.update(left_out_files=len(paths ^ peers))
        if paths != peers:
            copy = case.folder / "common"
            for path in paths & peers:
                target = copy / pathlib.Path(path).relative_to(above)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            above, first = copy, None
            names = [name for name in names if (copy / name).is_dir() or (copy / f"{name}.py").exists()]
    ours += sources_of(above, names)
    run(ours, stdout=output, cwd=case.folder)
    paths = files_of(output, case.folder)
    result.update(files=len(paths), json_bytes=output.stat().st_size)
    if options.griffe:
        peer += [above, *names]
        first = first or run(peer)
        peers = files_of(peer_output, above)
        is_slow = first.cpu > options.slow
        result.update(griffe_files=len(peers), differing_files=len(paths ^ peers))
        result["griffe_rounds"] = 1 if is_slow else options.rounds
        rest = [] if is_slow else [lambda: run(peer)]
        measured = medians(options.rounds, lambda: run(ours, stdout=output, cwd=case.folder), *rest)
        theirs = first if is_slow else measured[1]
        result.update(ours=measured[0].as_dict(), griffe=theirs.as_dict())
        result["cpu_ratio"] = round(theirs.cpu / measured[0].cpu, 1)
        result["wall_ratio"] = round(theirs.wall / measured[0].wall, 1)
    else:
        (cost,) = medians(options.rounds, lambda: run(ours, stdout=output, cwd=case.folder))
        result["ours"] = cost.as_dict()
    output.unlink()
    peer_output.unlink(missing_ok=True)
    return result


WALK = "import os, sys\nfor d, _, fs in os.walk(sys.argv[1]):\n    for f in fs: os.stat(os.path.join(d, f))"


def walk_of(source):
    """A command that walks a tree and stats each file, and what it is called."""
    find = ["find", source, "-printf", r"%s %T@ %C@ %i\n"]
    with contextlib.suppress(OSError):
        if subprocess.run([*find, "-quit"], capture_output=True, check=False).returncode == 0:
            return find, "find -printf"
    return [sys.executable, "-S", "-c", WALK, source], "os.walk"


def warm(case, options):
    message, output = case.message(), case.folder / "answer.json"
    run([options.program], stdin=message)
    run([options.program], stdin=message, stdout=output)
    walk, walk_name = walk_of(case.source)
    packs = sorted(path for path in case.cache.rglob("*") if path.is_file())
    measured = medians(
        options.rounds,
        lambda: run([options.program], stdin=message),
        lambda: run(walk),
        lambda: run(["cat", *packs]),
        lambda: run(["cat", output]),
        lambda: run(["sh", "-c", 'cat "$0" | cat', output]),
    )
    keys = ("ours", "walk", "read_packs", "write_json", "pipe_json")
    result = {key: cost.as_dict() for key, cost in zip(keys, measured)}
    base = measured[1].cpu + measured[2].cpu
    one = case.message(**{"max-workers": 1})
    run([options.program], stdin=one)
    for key, told_by in (("", message), ("_of_one_thread", one)):
        all_stats = [stats_of(case, options, told_by) for _ in range(options.rounds)]
        stats = all_stats[0]
        result["phases" + key] = median_phases(all_stats)
        work, json_seconds = (statistics.median(column) for column in zip(*((seconds_of(stats, lambda phase: not is_json(phase)), seconds_of(stats, is_json)) for stats in all_stats)))
        result["seconds_without_json" + key] = round(work, 4)
        result["seconds_of_json" + key] = round(json_seconds, 4)
        result["ratio_without_json" + key] = round(work / (measured[1].wall + measured[2].wall), 2)
    result.update(extracted=stats["extracted"], rendered=stats["rendered"], walked_by=walk_name, cache_bytes=sum(path.stat().st_size for path in packs), json_bytes=output.stat().st_size)
    result["cpu_ratio"] = round(measured[0].cpu / base, 2)
    result["wall_ratio"] = round(measured[0].wall / (measured[1].wall + measured[2].wall), 2)
    output.unlink()
    return result


def edit(case, options):
    """Each edit is a new one in each round, and is taken back at the end."""
    copy = case.folder / "copy" / case.source.name
    shutil.copytree(case.source, copy, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", ".git"))
    other = Case(case.name, copy, case.folder / "copied", case.known)
    time.sleep(TRUSTED_AFTER)
    message = other.message()
    run([options.program], stdin=message)
    run([options.program], stdin=message)
    results = {}
    for name, path, change in (edits if case.known else edits_of_any)(copy):
        text, costs = path.read_text(encoding="utf-8"), []
        for number in range(options.rounds):
            changed = change(text, number)
            assert changed != text, name
            write(path, changed)
            costs.append(run([options.program], stdin=message))
        write(path, change(text, options.rounds))
        stats = stats_of(other, options, message)
        counts = {name: stats[name] for name in ("extracted", "pages", "rendered", "affected")}
        results[name] = {**Cost.median(costs).as_dict(), **counts}
        write(path, text)
        time.sleep(TRUSTED_AFTER)
        run([options.program], stdin=message)
    shutil.rmtree(copy)
    return results


def memory(case, options):
    """Each is run once: peaks hardly vary."""
    results = {}
    case.clean()
    results["preprocessor"] = run([options.program], stdin=case.message())
    above, names = case.packages()
    results["dump"] = run([options.program, "dump", "--no-cache", *sources_of(above, names)], cwd=case.folder)
    case.clean()
    write_book(case, "")
    results["build"] = run([options.program, "build", case.folder, "--dest-dir", case.folder / "book"])
    shutil.rmtree(case.folder / "book")
    return {name: {**cost.as_dict(), "bytes_per_file": int(cost.peak / max(case.files, 1))} for name, cost in results.items()}


def threads(case, options):
    off = {"cache": False}
    one, two = (case.message(**off, **{"max-workers": workers}) for workers in (1, 2))
    program = [options.program]
    alone, double, both = medians(
        options.rounds,
        lambda: run(program, stdin=one),
        lambda: run(program, stdin=two),
        lambda: run_both(program, stdin=one),
    )
    result = {"one_thread": alone.as_dict(), "two_threads": double.as_dict(), "two_processes": both.as_dict()}
    result["serial_share"] = round(statistics.median(serial_share(stats_of(case, options, two)) for _ in range(options.rounds)), 3)
    result["cpu_ratio"] = round(double.cpu / alone.cpu, 2)
    result["speedup_of_threads"] = round(alone.wall / double.wall, 2)
    result["speedup_of_processes"] = round(2 * alone.wall / both.wall, 2)
    return result


def write_book(case, command):
    command = f"command = {json.dumps(command)}\n" if command else ""
    options = f"source = {json.dumps(str(case.source))}\nperformance.cache-dir = {json.dumps(str(case.cache))}\n"
    write(case.folder / "book.toml", f'[book]\ntitle = "B"\n\n[preprocessor.autodoc]\n{command}{options}')


def book(case, options):
    """The preprocessor runs by itself on what mdBook has sent, with a pipe behind it as mdBook has."""
    if not options.mdbook:
        return {"left_out": "no mdbook"}
    if case.files > options.most_pages:
        return {"left_out": f"more than {options.most_pages} files"}
    sent, target = case.folder / "sent.json", case.folder / "book"
    write(case.folder / "record.sh", f'if [ "$1" = supports ]; then exit 0; fi\ntee "{sent}" | "{options.program}"\n')
    build = [options.mdbook, "build", case.folder, "--dest-dir", target]
    write_book(case, f"sh '{case.folder}/record.sh'")
    run(build)
    write_book(case, f"'{options.program}'")
    run(build)
    # The command is a setting, which a run sees.
    write_book(case, f"sh '{case.folder}/record.sh'")
    run(build)
    alone, piped = [options.program], ["sh", "-c", '"$0" | cat', options.program]
    write_book(case, f"'{options.program}'")
    ours, through, whole = medians(
        options.rounds,
        lambda: run(alone, stdin=sent),
        lambda: run(piped, stdin=sent),
        lambda: run(build),
    )
    shutil.rmtree(target)
    return {
        "ours": ours.as_dict(), "ours_into_a_pipe": through.as_dict(), "whole_build": whole.as_dict(),
        "cpu_share": round(ours.cpu / whole.cpu, 4), "wall_share": round(through.wall / whole.wall, 4),
    }


# What is printed.


def ms(cost):
    return f"{1000 * cost['cpu_seconds']:,.0f} ms CPU, {1000 * cost['wall_seconds']:,.0f} ms wall"


def mb(count):
    return f"{count / 1e6:,.1f} MB"


def rows(part, found):
    """The lines of the table of a part: what, and how much."""
    if "left_out" in found:
        yield "left out", found["left_out"]
    elif part == "cold":
        yield f"ours, {found['files']:,} files", ms(found["ours"])
        if "griffe" in found:
            same = "the same" if not found["differing_files"] else f"{found['differing_files']} differ"
            yield f"griffe, {found['griffe_files']:,} files ({same}), rounds: {found['griffe_rounds']}", ms(found["griffe"])
            yield "files left out because only one reads them", str(found["left_out_files"])
            yield "griffe / ours", f"{found['cpu_ratio']} CPU, {found['wall_ratio']} wall"
    elif part == "warm":
        yield "ours", ms(found["ours"])
        yield f"walk ({found['walked_by']})", ms(found["walk"])
        yield f"read the cache, {mb(found['cache_bytes'])}", ms(found["read_packs"])
        yield "ours / (walk + read)", f"{found['cpu_ratio']} CPU, {found['wall_ratio']} wall"
        for key, threads in (("", "all threads"), ("_of_one_thread", "one thread")):
            work, json_seconds = (1000 * found[name + key] for name in ("seconds_without_json", "seconds_of_json"))
            yield f"without the JSON, {threads}", f"{work:,.0f} ms wall, {found['ratio_without_json' + key]} of (walk + read); the JSON {json_seconds:,.0f} ms"
        yield "files extracted, pages rendered", f"{found['extracted']}, {found['rendered']}"
        yield "phases", ", ".join(f"{name} {1000 * seconds:,.0f} ms" for name, seconds in found["phases"].items())
        yield f"the JSON, {mb(found['json_bytes'])}: `cat`", ms(found["write_json"])
        yield "the JSON through a pipe", ms(found["pipe_json"])
    elif part == "edit":
        for name, cost in found.items():
            yield name, f"{ms(cost)}; {cost['extracted']} extracted, {cost['rendered']} of {cost['pages']} pages rendered"
    elif part == "memory":
        for name, cost in found.items():
            yield name, f"{mb(cost['peak_bytes'])}, {cost['bytes_per_file'] / 1000:,.1f} kB for a file"
    elif part == "threads":
        for name in ("one_thread", "two_threads", "two_processes"):
            yield name.replace("_", " "), ms(found[name])
        yield "CPU of two threads / one", str(found["cpu_ratio"])
        yield "serial phases of the time", f"{found['serial_share']:.1%}"
        yield "speed of two threads / one", f"{found['speedup_of_threads']} (two processes: {found['speedup_of_processes']})"
    else:
        yield "ours", ms(found["ours"])
        yield "ours into a pipe", ms(found["ours_into_a_pipe"])
        yield "whole `mdbook build`", ms(found["whole_build"])
        yield "our share", f"{found['cpu_share']:.1%} CPU, {found['wall_share']:.1%} wall"


def measure(case, options):
    """All parts of a case; each is printed when it is known."""
    print(f"\n## {case.name}: {case.files:,} files\n\n| part | what | cost |\n|---|---|---|", flush=True)
    results = {"name": case.name, "files": case.files}
    for part in options.only:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        found = globals()[part](case, options)
        results[part] = {**found, "load": round(load, 2)}
        for what, cost in rows(part, found):
            print(f"| {part} | {what} | {cost} |")
        print(f"| {part} | load before | {load:.1f} |", flush=True)
    return results


def found_program(given, name, *places):
    for place in (given, *places, shutil.which(name)):
        if place and pathlib.Path(place).exists():
            return pathlib.Path(place).resolve() if name != "griffe" else pathlib.Path(place).absolute()
    return None


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="*", type=pathlib.Path, metavar="DIRECTORY")
    parser.add_argument("--large", action="store_true", help="also generate 20,000 modules, and fetch kubernetes and ansible")
    parser.add_argument("--modules", help="generate so many modules instead: numbers with commas between")
    parser.add_argument("--fetch", metavar="PACKAGE,...", help=f"fetch these with pip, as in {LARGE[0]}")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,...", help="these parts only")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run [5]")
    parser.add_argument("--slow", type=float, default=30, help="griffe is run once if that takes more seconds [30]")
    parser.add_argument("--most-pages", type=int, default=2500, help="let mdBook build no book of more files: that takes minutes [2500]")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--program", help="the program [target/release/mdbook-autodoc]")
    parser.add_argument("--griffe", help="griffe's program [of .tools or PATH]")
    parser.add_argument("--mdbook", help="mdBook's program [of .tools or PATH]")
    options = parser.parse_args()
    options.only = options.only.split(",")
    if not set(options.only) <= set(PARTS):
        parser.error(f"the parts are {', '.join(PARTS)}")
    options.program = found_program(options.program, "mdbook-autodoc", REPOSITORY / "target/release/mdbook-autodoc")
    if options.program is None:
        parser.error("there is no program to measure: run `cargo build --release`")
    options.griffe = found_program(options.griffe, "griffe", TOOLS / "python/bin/griffe")
    options.mdbook = found_program(options.mdbook, "mdbook", TOOLS / "mdbook-0.5/bin/mdbook")
    options.fetch = options.fetch.split(",") if options.fetch else []
    if options.large:
        options.fetch += LARGE
    if not options.directories and not options.modules and (options.large or not options.fetch):
        options.modules = "100,300,1000,7000" + (",20000" if options.large else "")
    return options


def fetched(folder, requirement):
    """The packages of a wheel from PyPI, unpacked."""
    target = folder / requirement.partition("=")[0]
    wheels = folder / "wheels"
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", wheels, requirement], check=True)
    for wheel in wheels.iterdir():
        shutil.unpack_archive(wheel, target, "zip")
        wheel.unlink()
    return target


def main():
    options = parsed()
    results = []
    cases = [(str(path), lambda _, path=path: path, False) for path in options.directories]
    for size in (options.modules or "").split(","):
        if size:
            cases.append((f"generated {size}", lambda folder, size=size: generate(folder, int(size)), True))
    for requirement in options.fetch:
        cases.append((requirement, lambda folder, name=requirement: fetched(folder, name), False))
    for name, source, is_known in cases:
        with tempfile.TemporaryDirectory(prefix="autodoc-runs-") as folder:
            folder = pathlib.Path(folder).resolve()
            source = source(folder / "sources")
            time.sleep(TRUSTED_AFTER)
            results.append(measure(Case(name, source, folder / "book-of-it", is_known), options))
    if options.json:
        write(options.json, json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
