"""The roles in the docstrings of an installed package, and which of them Sphinx resolves.

    python sphinx_references.py PACKAGE DIRECTORY

Every module of the package that can be imported is documented by autodoc, without inventories of other projects. The
first line of standard output is the place of the package. Each other line has a role, its target, and `yes` if Sphinx
knows where it leads, sorted and once each.
"""

import importlib
import pathlib
import pkgutil
import sys

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


def modules(package):
    yield package
    found = importlib.import_module(package)
    for module in pkgutil.walk_packages(found.__path__, f"{package}.", onerror=lambda name: None):
        if module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
        except Exception:
            continue
        yield module.name


def collector(roles):
    class Collect(SphinxPostTransform):
        default_priority = 1

        def run(self, **kwargs):
            domain = self.env.domains["py"]
            for node in self.document.findall(pending_xref):
                # Names in signatures are no roles.
                if node.get("refdomain") != "py" or "refwarn" not in node:
                    continue
                role, target = node["reftype"], node["reftarget"]
                found = domain.resolve_xref(
                    self.env, self.env.docname, self.app.builder, role, target, node, nodes.inline()
                )
                key = (role, target.lstrip(".").removesuffix("()"))
                roles[key] = roles.get(key, False) or found is not None

    return Collect


def main(package, directory):
    source = pathlib.Path(directory)
    (source / "conf.py").write_text("extensions = ['sphinx.ext.autodoc']\n")
    members = "   :members:\n   :undoc-members:\n   :private-members:\n"
    page = "".join(f".. automodule:: {name}\n{members}\n" for name in modules(package))
    (source / "index.rst").write_text(f"{package}\n{'=' * len(package)}\n\n{page}")
    print(pathlib.Path(importlib.import_module(package).__file__).parent)
    roles = {}
    app = Sphinx(source, source, source / "out", source / "doctrees", "dummy", status=None, warning=None)
    app.add_post_transform(collector(roles))
    app.build()
    for (role, target), found in sorted(roles.items()):
        print(role, target, "yes" if found else "no", sep="\t")


main(*sys.argv[1:])
