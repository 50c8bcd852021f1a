"""Document a package with sphinx-autoapi, and save the inventory that it writes.

Usage: python autoapi_inventory.py PACKAGE OUTPUT

Sphinx runs in a temporary directory, with no other extension and everything shown that autoapi knows.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.application import Sphinx

CONF = """
project = {name!r}
extensions = ["autoapi.extension"]
autoapi_dirs = [{package!r}]
autoapi_options = ["members", "undoc-members", "special-members", "imported-members"]
"""


def main(package, output):
    package = Path(package).resolve()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        source.mkdir()
        Path(source, "conf.py").write_text(CONF.format(name=package.name, package=str(package)))
        Path(source, "index.rst").write_text("Index\n=====\n")
        built = Path(folder, "built")
        # Its warnings are about the docstrings.
        app = Sphinx(source, source, built, Path(folder, "doctrees"), "html", status=None, warning=None)
        app.build()
        shutil.copy(Path(built, "objects.inv"), output)


if __name__ == "__main__":
    main(*sys.argv[1:])
