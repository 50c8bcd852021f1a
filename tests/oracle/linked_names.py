"""Which names in annotations and bases are links on the pages of a book, beside what griffe makes of the same names.

usage: linked_names.py BOOK SEARCH_PATH PACKAGE... [--show N]

BOOK is the directory of a built book whose reference documents the packages. For every documented class, function and
attribute griffe lists the names in its annotations and bases and says by `canonical_path` what each of them means. A
name that means something documented has to be a link to the anchor of that thing. What is not is printed with its
reason; a name without a link and without a reason makes the exit code 1.

Beside that it prints the share of all names that are links: to the reference itself, and to other projects.
"""

import collections
import dataclasses
import html.parser
import pathlib
import sys
import urllib.parse

import griffe


class Page(html.parser.HTMLParser):
    """The links in the signatures of a page, by the anchor of the item that they stand under."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.anchor = None
        self.links = collections.defaultdict(list)
        self.anchors = set()
        self.in_signature = False
        self.in_row = False
        self.cells = 0
        self.href = None
        self.text = ""

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        classes = (found.get("class") or "").split()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "tr"):
            self.cells = 0
            self.in_row = tag == "tr" and "id" in found
            if found.get("id"):
                self.anchor = found["id"]
                self.anchors.add(self.anchor)
        self.cells += tag == "td"
        # An item without details has its type in the second cell of its row.
        is_in_row = tag == "td" and self.in_row and self.cells == 2
        if is_in_row or tag == "pre" and "sig" in classes:
            self.in_signature = True
        if tag == "a" and self.in_signature:
            self.href, self.text = found.get("href") or "", ""

    def handle_data(self, data):
        if self.href is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag in ("pre", "td"):
            self.in_signature = False
        if tag == "a" and self.href is not None:
            target = urllib.parse.urljoin(self.path, self.href)
            self.links[self.anchor].append((self.text, urllib.parse.unquote(target)))
            self.href = None


def read_book(book):
    links, anchors = {}, {}
    for path in sorted(book.glob("**/*.html")):
        if path.name in ("print.html", "404.html", "toc.html", "index.html"):
            continue
        name = path.relative_to(book).as_posix()
        page = Page(name)
        page.feed(path.read_text(encoding="utf-8"))
        links.update(page.links)
        for anchor in page.anchors:
            anchors.setdefault(anchor, f"{name}#{anchor}")
    return links, anchors


def dotted(expression):
    """The names in an expression: whole dotted ones, without what stands in the strings of `Literal`."""
    if isinstance(expression, (griffe.ExprName, griffe.ExprAttribute)):
        parts = [expression] if isinstance(expression, griffe.ExprName) else expression.values
        if all(isinstance(part, (griffe.ExprName, str)) for part in parts):
            yield expression
            return
    if isinstance(expression, griffe.Expr):
        for field in dataclasses.fields(expression):
            if field.name != "parent":
                yield from dotted(getattr(expression, field.name))
    elif isinstance(expression, (list, tuple)):
        for part in expression:
            yield from dotted(part)


def expressions(item):
    if item.is_class:
        yield from item.bases
        return
    if item.is_attribute:
        yield item.annotation
        return
    for function in item.overloads or [item]:
        for parameter in function.parameters:
            yield parameter.annotation
        yield function.returns


def definition(collection, path):
    """The path of the definition at the end of all aliases, or nothing outside of what was loaded."""
    try:
        found = collection[path]
        return (found.final_target if found.is_alias else found).canonical_path
    except (KeyError, griffe.AliasResolutionError, griffe.CyclicAliasError):
        return None


def main():
    arguments = sys.argv[1:]
    show = int(arguments.pop(arguments.index("--show") + 1)) if "--show" in arguments else 20
    book, search, *packages = [argument for argument in arguments if argument != "--show"]
    loader = griffe.GriffeLoader(search_paths=[search], allow_inspection=False)
    for package in packages:
        loader.load(package)
    loader.resolve_aliases(implicit=True)
    collection = loader.modules_collection
    links, anchors = read_book(pathlib.Path(book))

    # Where each definition is documented.
    places, items = {}, {}
    for anchor in sorted(anchors):
        path = definition(collection, anchor)
        if path is not None:
            # Two anchors that griffe takes for one thing are two here: a class, and a variable that may hold it.
            if path == anchor or path not in places:
                places[path] = anchors[anchor]
            # Where griffe only sees what a base class has, there is nothing to compare.
            found = collection[anchor]
            if not (found.is_alias and found.inherited):
                items[anchor] = collection[path]

    counts, missing, reasons = collections.Counter(), [], collections.Counter()
    for anchor, item in items.items():
        if not (item.is_class or item.is_function or item.is_attribute):
            continue
        here = links.get(anchor, [])
        for name in (name for part in expressions(item) for name in dotted(part)):
            counts["names"] += 1
            text = str(name)
            targets = [target for linked, target in here if linked == text]
            if any(target.startswith("http") for target in targets):
                counts["links to other projects"] += 1
            elif targets:
                counts["links into the reference"] += 1
            try:
                path = definition(collection, name.canonical_path)
            except Exception:  # What griffe cannot name is not compared.
                path = None
            expected = places.get(path)
            if expected is None:
                continue
            counts["meant something documented"] += 1
            if expected in targets:
                continue
            reason = explain(text, item, collection[path])
            if item.is_class and any(last(linked) == last(text) and target == expected for linked, target in here):
                reason = "the stub, whose bases are shown, has the same base in another module"
            if reason:
                reasons[reason] += 1
            else:
                missing.append(f"{anchor}: `{text}` means {expected}, and is {sorted(set(targets)) or 'no link'}")

    linked = counts["links into the reference"] + counts["links to other projects"]
    share = 100 * linked / max(counts["names"], 1)
    print(
        f"{' '.join(packages)}: {counts['names']} names, {counts['links into the reference']} links into the reference,"
        f" {counts['links to other projects']} to other projects ({share:.1f} %);"
        f" {counts['meant something documented']} mean something documented by griffe,"
        f" {len(missing)} of them without their link, {sum(reasons.values())} for a reason"
    )
    for reason, number in sorted(reasons.items()):
        print(f"  {number}: {reason}")
    for line in missing[:show]:
        print(f"  {line}")
    sys.exit(bool(missing) or not counts["names"])


def last(name):
    return name.split(".")[-1]


def is_bound_around(name, item):
    """Whether the classes around an item or its module bind a name, by griffe's own members of them."""
    scope = item.parent
    while not scope.is_module:
        if name in scope.members:
            return True
        scope = scope.parent
    return name in scope.members


def explain(text, item, meant):
    """Why a name is rightly no link to what griffe says."""
    if meant.parent is item.parent and (meant.is_function or "property" in meant.labels):
        return "an annotation does not mean a method or property of the class around it"
    first = text.split(".")[0]
    scope = item
    while scope is not None:
        if any(parameter.name == first for parameter in getattr(scope, "type_parameters", None) or []):
            return "a type parameter hides the name"
        scope = scope.parent
    if not is_bound_around(first, item):
        return "griffe goes on to the packages around the module, whose names code in the module does not see"
    if item.is_function and any(f"Unpack[{text}]" in str(parameter.annotation) for parameter in item.parameters):
        return "the keys of `Unpack` are spelled out as parameters"
    return None


main()
