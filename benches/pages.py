#!/usr/bin/env python3
"""Weighs the pages of mdbook-autodoc beside those of other generators, for the same packages.

usage: pages.py PACKAGE ... [--only NAME,...] [--crate CRATE] [--program PROGRAM] [--json FILE]

A PACKAGE is the directory of an importable package; pdoc imports it. CRATE is a crate that this one depends on, whose
pages by rustdoc are weighed too.

What counts is the main content of each page of the reference: not the frame around it, nor scripts and style sheets. An
item is what has an anchor of its own: a module, class, function, method or attribute. The other generators are installed
into `target/pages` with pip, where they are not there yet. They show no source, and have their usual settings otherwise.
"""

import argparse
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
PLACE = REPOSITORY / "target" / "pages"
PEERS = {
    "pdoc": ["pdoc==16.0.0"],
    "sphinx-autoapi": ["sphinx-autoapi==3.9.0", "furo==2025.12.19"],
    "mkdocstrings": ["mkdocs-material==9.8.2", "mkdocstrings-python==2.0.11"],
}


def install(name):
    """The interpreter of the environment of a generator."""
    python = PLACE / name / "bin" / "python"
    done = PLACE / name / "done"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE / name], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS[name]], check=True)
        done.touch()
    return python


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout[-3000:]}")


def modules(package):
    """The dotted names of the modules of a package, as far as the names are public."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if not any(part.startswith("_") for part in parts):
            yield ".".join(parts)


# What each generator makes of a package: its pages, the start tag of their main content, and what the id of an item is.


def ours(package, folder, program):
    (folder / "src").mkdir()
    (folder / "src" / "SUMMARY.md").write_text("- [API reference]()\n", encoding="utf-8")
    table = f"[preprocessor.autodoc]\nsource = {json.dumps(str(package))}\nperformance.cache = false\n"
    (folder / "book.toml").write_text(f'[book]\ntitle = "x"\n{table}', encoding="utf-8")
    run([program, "build", folder, "--dest-dir", folder / "out"])
    return folder / "out" / "api", ("main", {}), rf"{package.name}(\.\w+)*"


def pdoc(package, folder, _):
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    # A package with `__all__` shows only what is in it. Private modules may be of another system, and cannot be imported then.
    names = list(modules(package))
    run([install("pdoc"), "-m", "pdoc", "--no-show-source", "-o", folder / "out", *names], env=environment)
    # The section of the module has no id.
    return folder / "out", ("main", {"class": "pdoc"}), r"\w+(\.\w+)*"


def sphinx_autoapi(package, folder, _):
    settings = {
        "project": package.name,
        "extensions": ["autoapi.extension"],
        "autoapi_dirs": [str(package)],
        "autoapi_add_toctree_entry": True,
        "html_theme": "furo",
        "html_copy_source": False,
    }
    conf = "".join(f"{key} = {value!r}\n" for key, value in settings.items())
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    (folder / "index.rst").write_text("x\n=\n", encoding="utf-8")
    run([install("sphinx-autoapi"), "-m", "sphinx", "-q", "-b", "html", folder, folder / "out"])
    return folder / "out" / "autoapi", ("article", {"role": "main"}), rf"(module-)?{package.name}(\.\w+)*"


def mkdocstrings(package, folder, _):
    docs = folder / "docs" / "api"
    docs.mkdir(parents=True)
    for name in modules(package):
        (docs / f"{name}.md").write_text(f"::: {name}\n", encoding="utf-8")
    config = {
        "site_name": "x",
        "theme": {"name": "material", "font": False},
        "plugins": [
            {
                "mkdocstrings": {
                    "handlers": {
                        "python": {
                            "paths": [str(package.parent)],
                            "options": {"show_source": False, "show_root_heading": True, "summary": True},
                        }
                    }
                }
            }
        ],
    }
    # JSON is YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    run([install("mkdocstrings"), "-m", "mkdocs", "-q", "build", "-f", folder / "mkdocs.yml", "-d", folder / "out"])
    return folder / "out" / "api", ("article", {}), rf"{package.name}(\.\w+)*"


def rustdoc(crate):
    target = PLACE / "rustdoc"
    run(["cargo", "doc", "--quiet", "--no-deps", "-p", crate, "--target-dir", target], cwd=REPOSITORY)
    pattern = r"(method|tymethod|structfield|variant|associatedconstant|associatedtype)\.\w+(-\d+)?"
    return target / "doc" / crate.replace("-", "_"), ("section", {"id": "main-content"}), pattern


GENERATORS = {
    "mdbook-autodoc": ours,
    "pdoc": pdoc,
    "sphinx-autoapi": sphinx_autoapi,
    "mkdocstrings": mkdocstrings,
}


# Weighing.


class Content(html.parser.HTMLParser):
    """Finds the main content of a page, and the ids in it."""

    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, text, tag, attributes):
        super().__init__(convert_charrefs=True)
        self.tag, self.attributes = tag, attributes
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.depth, self.begin, self.end, self.ids = 0, None, None, set()
        self.feed(text)

    def place(self):
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        is_main = tag == self.tag and all(found.get(key) == value for key, value in self.attributes.items())
        if self.begin is None and is_main:
            self.begin, self.depth = self.place() + len(self.get_starttag_text()), 1
        elif self.begin is not None and self.end is None:
            self.depth += tag == self.tag
            if found.get("id"):
                self.ids.add(found["id"])

    def handle_endtag(self, tag):
        if self.begin is not None and self.end is None and tag == self.tag:
            self.depth -= 1
            if self.depth == 0:
                self.end = self.place()


def weigh(pages, main, pattern):
    """The bytes of the main content of all pages, the same compressed, and the number of items."""
    size, packed, items, number = 0, 0, 0, 0
    for path in sorted(pages.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        content = Content(text, *main)
        if content.begin is None:
            continue
        data = text[content.begin : content.end].encode()
        number += 1
        size += len(data)
        packed += len(zlib.compress(data, 9))
        items += sum(bool(re.fullmatch(pattern, name)) for name in content.ids)
    return {"pages": number, "items": items, "bytes": size, "compressed": packed}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="+", type=pathlib.Path, metavar="PACKAGE")
    parser.add_argument("--only", default=",".join(GENERATORS))
    parser.add_argument("--crate")
    parser.add_argument("--program", type=pathlib.Path, default=REPOSITORY / "target/release/mdbook-autodoc")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    found = []
    for package in arguments.packages:
        for name in arguments.only.split(","):
            with tempfile.TemporaryDirectory() as folder:
                made = GENERATORS[name](package.resolve(), pathlib.Path(folder), arguments.program.resolve())
                found.append({"of": package.name, "generator": name, **weigh(*made)})
    if arguments.crate:
        found.append({"of": arguments.crate, "generator": "rustdoc", **weigh(*rustdoc(arguments.crate))})
    print("| of | generator | pages | items | bytes | an item | compressed |\n|---|---|---|---|---|---|---|")
    for row in found:
        # An item of rustdoc may have a page, and no anchor.
        items = row["items"] + (row["pages"] if row["generator"] == "rustdoc" else 0)
        each, packed = row["bytes"] / max(items, 1), row["compressed"] / max(items, 1)
        print(
            f"| {row['of']} | {row['generator']} | {row['pages']} | {items} | {row['bytes']:,} | {each:,.0f} | {packed:,.0f} |"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
