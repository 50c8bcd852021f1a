"""Runs the dump over hostile files, each the one module of a package, and tells what it took.

usage: hostile.py BINARY DIRECTORY      (the generators are in `hostile_inputs.json` beside this script)

Writes DIRECTORY/N/pkg/hostile.py and DIRECTORY/N/dump.json for each generator and prints a JSON object: for each name its
number, the exit code, the seconds of processor time, the megabytes that the process had at most, what it said, and what
CPython says of the text. A child begins with the memory of its parent counted as its own, so the texts are made in
other processes and this one stays small.
"""

import json
import os
import pathlib
import subprocess
import sys

# Everything is ASCII but for the random bytes, which are meant as bytes.
MAKE = """
import ast, sys, warnings
scope = {}
exec(sys.stdin.read(), scope)
source = scope["x"].encode("latin-1")
open(sys.argv[1], "wb").write(source)
warnings.simplefilter("ignore")
try:
    compile(source, "x", "exec", ast.PyCF_ONLY_AST)
except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
    print(type(error).__name__, error)
"""


def run(binary, directory):
    """Exit code, seconds of processor time and greatest megabytes of one dump."""
    with open(directory / "dump.json", "wb") as out, open(directory / "said.txt", "wb") as said:
        arguments = [binary, "dump", "--source", "pkg", "--max-file-size", "0"]
        actions = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)]
        os.chdir(directory)
        child = os.posix_spawn(binary, arguments, os.environ, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    binary, root = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    generators = json.loads((pathlib.Path(__file__).parent / "hostile_inputs.json").read_text())
    found = {}
    for number, (name, generator) in enumerate(generators.items()):
        directory = root / str(number)
        (directory / "pkg").mkdir(parents=True)
        (directory / "pkg" / "__init__.py").touch()
        make = [sys.executable, "-c", MAKE, str(directory / "pkg" / "hostile.py")]
        verdict = subprocess.run(make, input=generator, capture_output=True, text=True, check=True).stdout.strip()
        code, seconds, megabytes = run(binary, directory)
        with open(directory / "said.txt", errors="replace") as said:
            beginning = said.read(2000)
        found[name] = {
            "number": number, "code": code, "seconds": round(seconds, 2), "megabytes": round(megabytes), "said": beginning,
            "cpython": verdict,
        }
    json.dump(found, sys.stdout)


main()
