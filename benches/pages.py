#!/usr/bin/env python3
"""Weighs the pages of mdbook-autodoc beside those of other generators, for the same packages, and opens them in Chromium.

usage: pages.py PACKAGE ... [--only NAME,...] [--needs NAME,...] [--crate CRATE] [--interactive] [--pictures DIR]
                [--program PROGRAM] [--json FILE]

A PACKAGE is the directory of an importable package; pdoc imports it, with the distributions that it NEEDS. CRATE is a crate that
this one depends on, whose pages by rustdoc are weighed too.

What counts is the main content of each page of the reference: not the frame around it, nor scripts and style sheets. An
item is what has an anchor of its own: a module, class, function, method or attribute. The other generators are installed
into `target/pages` with pip, where they are not there yet. They show no source, and have their usual settings otherwise.

With `--interactive` each of them, and rustdoc, makes a page of a class with 1,000 methods, and it is told when that can be used.
With `--pictures` there are pictures of `rich.table` and of a page of rustdoc beside it, on a phone and a wide screen, light
and dark.
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
    assets = '[output.html]\nadditional-css = ["mdbook-autodoc.css"]\nadditional-js = ["mdbook-autodoc.js"]\n'
    title = json.dumps(package.name)
    (folder / "book.toml").write_text(f"[book]\ntitle = {title}\n{table}{assets}", encoding="utf-8")
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
        "site_name": package.name,
        "theme": {
            "name": "material",
            "font": False,
            "palette": [
                {"media": f"(prefers-color-scheme: {color})", "scheme": scheme}
                for color, scheme in [("light", "default"), ("dark", "slate")]
            ],
        },
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


def rustdoc(crate, folder, place=REPOSITORY):
    run(["cargo", "doc", "--quiet", "--no-deps", "-p", crate, "--target-dir", folder], cwd=place)
    pattern = r"(method|tymethod|structfield|variant|associatedconstant|associatedtype)\.\w+(-\d+)?"
    return folder / "doc" / crate.replace("-", "_"), ("section", {"id": "main-content"}), pattern


GENERATORS = {
    "mdbook-autodoc": ours,
    "pdoc": pdoc,
    "sphinx-autoapi": sphinx_autoapi,
    "mkdocstrings": mkdocstrings,
}


# Where each of them puts the page of a module, below the pages of the reference.
PAGE_OF = {
    "mdbook-autodoc": lambda name: name.replace(".", "/") + ".html",
    "pdoc": lambda name: name.replace(".", "/") + ".html",
    "sphinx-autoapi": lambda name: name.replace(".", "/") + "/index.html",
    "mkdocstrings": lambda name: name + "/index.html",
}


# Weighing.

SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


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
        data = SCRIPT.sub("", text[content.begin : content.end]).encode()
        number += 1
        size += len(data)
        packed += len(zlib.compress(data, 9))
        items += sum(bool(re.fullmatch(pattern, name)) for name in content.ids)
    return {"pages": number, "items": items, "bytes": size, "compressed": packed}


# What Chromium says.

MEMBERS = 1_000


def large_package(folder):
    """A package whose module `large.box` has a class with many methods."""
    package = folder / "large"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A package with a large class."""\n', encoding="utf-8")
    methods = "".join(
        f"""
    def take_{number}(self, count: int = {number}, *, name: str = "none") -> list[str]:
        \"\"\"Take some out of compartment {number}.

        Args:
            count: How many to take.
            name: What they are called.
        \"\"\"
"""
        for number in range(MEMBERS)
    )
    text = f'"""A box."""\n\n\nclass Box:\n    """A box with many compartments."""\n{methods}'
    (package / "box.py").write_text(text, encoding="utf-8")
    return package


def large_crate(folder):
    """A crate with a structure that has as many methods."""
    (folder / "src").mkdir(parents=True)
    manifest = '[package]\nname = "large"\nversion = "1.0.0"\nedition = "2021"\n[workspace]\n'
    (folder / "Cargo.toml").write_text(manifest, encoding="utf-8")
    methods = "".join(
        f"""
    /// Take some out of compartment {number}.
    ///
    /// * `count`: How many to take.
    /// * `name`: What they are called.
    pub fn take_{number}(&self, count: usize, name: &str) -> Vec<String> {{
        vec![name.to_owned(); count]
    }}
"""
        for number in range(MEMBERS)
    )
    text = f"//! A box.\n\n/// A box with many compartments.\npub struct Box;\n\nimpl Box {{{methods}}}\n"
    (folder / "src" / "lib.rs").write_text(text, encoding="utf-8")
    return folder


def chromium(script, root, pages, *options):
    script = REPOSITORY / "benches" / script
    pages = [f"{name}={page.relative_to(root)}" for name, page in pages.items()]
    command = ["node", script, "--root", root, *options, *pages]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def interactive(names, root, program):
    """When the page with many members can be used."""
    package, pages = large_package(root / "package"), {}
    for name in names:
        (root / name).mkdir()
        made, _, _ = GENERATORS[name](package, root / name, program)
        pages[name] = made / PAGE_OF[name]("large.box")
    made, _, _ = rustdoc("large", root / "rustdoc", large_crate(root / "crate"))
    pages["rustdoc"] = made / "struct.Box.html"
    found = json.loads(chromium("interactive.mjs", root, pages))
    print("| page with 1,000 members | bytes | elements | first paint, ms | can be used, ms |\n|---|---|---|---|---|")
    for name, row in found.items():
        print(f"| {name} | {row['bytes']:,} | {row['elements']:,} | {row['paint']:,} | {row['interactive']:,} |")
    return found


def pictures(package, names, root, program, out):
    """Pictures of one module, and of a structure by rustdoc."""
    pages = {}
    for name in names:
        (root / name).mkdir()
        made, _, _ = GENERATORS[name](package, root / name, program)
        pages[name] = made / PAGE_OF[name](f"{package.name}.table")
    made, _, _ = rustdoc("minijinja", root / "rustdoc")
    pages["rustdoc"] = made / "struct.Environment.html"
    chromium("pictures.mjs", root, pages, "--out", out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", type=pathlib.Path, metavar="PACKAGE")
    parser.add_argument("--only", default=",".join(GENERATORS))
    parser.add_argument("--needs", default="")
    parser.add_argument("--crate")
    parser.add_argument("--interactive", action="store_true")
    parser.add_argument("--pictures", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--program", type=pathlib.Path, default=REPOSITORY / "target/release/mdbook-autodoc")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    program, names = arguments.program.resolve(), arguments.only.split(",")
    packages = [package.resolve() for package in arguments.packages]
    if arguments.needs:
        run([install("pdoc"), "-m", "pip", "install", "--quiet", *arguments.needs.split(",")])
    found = []
    for package in packages:
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                made = GENERATORS[name](package, pathlib.Path(folder), program)
                found.append({"of": package.name, "generator": name, **weigh(*made)})
    if arguments.crate:
        made = rustdoc(arguments.crate, PLACE / "rustdoc")
        found.append({"of": arguments.crate, "generator": "rustdoc", **weigh(*made)})
    print("| of | generator | pages | items | bytes | an item | compressed |\n|---|---|---|---|---|---|---|")
    for row in found:
        # An item of rustdoc may have a page, and no anchor.
        items = row["items"] + (row["pages"] if row["generator"] == "rustdoc" else 0)
        each, packed = row["bytes"] / max(items, 1), row["compressed"] / max(items, 1)
        print(
            f"| {row['of']} | {row['generator']} | {row['pages']} | {items} | {row['bytes']:,} | {each:,.0f} | {packed:,.0f} |"
        )
    if arguments.interactive:
        with tempfile.TemporaryDirectory() as folder:
            times = interactive(names, pathlib.Path(folder).resolve(), program)
            found.append({"of": f"{MEMBERS} members", **times})
    if arguments.pictures:
        with tempfile.TemporaryDirectory() as folder:
            pictures(packages[0], names, pathlib.Path(folder).resolve(), program, arguments.pictures)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
