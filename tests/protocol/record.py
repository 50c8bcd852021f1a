"""Records what mdBook sends to a preprocessor, for the tests beside this file.

    python3 record.py path/to/mdbook

copies `book/` to a temporary directory, runs `mdbook build` and `mdbook serve` there with this program in the
place of the preprocessor, and writes `mdbook-VERSION.json` and `mdbook-VERSION-serve.json`. Everything is kept
as it came, except the path of the temporary directory, which becomes `/book`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def preprocess(recording: Path) -> None:
    """Takes the place of the preprocessor: keeps the input and gives the book back as it is."""
    text = sys.stdin.read()
    context, book = json.loads(text)
    root = json.dumps(context["root"])
    recording.write_text(text.replace(root, '"/book"'), encoding="utf-8")
    json.dump(book, sys.stdout)


def record(mdbook: str, arguments: list[str], recording: Path) -> None:
    """Runs mdBook until the recording is there."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "book"
        shutil.copytree(HERE / "book", root)
        unfinished = Path(temporary) / "input.json"
        command = f"{sys.executable} {__file__} --record {unfinished}"
        environment = {**os.environ, "MDBOOK_PREPROCESSOR__AUTODOC__COMMAND": command}
        with subprocess.Popen([mdbook, *arguments, str(root)], env=environment) as process:
            while process.poll() is None and not unfinished.exists():
                time.sleep(0.1)
            if arguments[0] == "serve":
                time.sleep(1)
                process.terminate()
        text = unfinished.read_text(encoding="utf-8")
        recording.write_text(text.replace(json.dumps(command), '"mdbook-autodoc"'), encoding="utf-8")


def main() -> None:
    if sys.argv[1] == "--record":
        if sys.argv[3:4] != ["supports"]:
            preprocess(Path(sys.argv[2]))
        return
    mdbook = sys.argv[1]
    version = subprocess.run([mdbook, "--version"], capture_output=True, text=True, check=True).stdout
    name = version.strip().replace(" v", "-")
    record(mdbook, ["build"], HERE / f"{name}.json")
    record(mdbook, ["serve", "--port", "38471"], HERE / f"{name}-serve.json")


if __name__ == "__main__":
    main()
