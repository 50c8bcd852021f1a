"""Print what Sphinx's own loader reads in an inventory, as JSON: for each type the names with their addresses.

Usage: python sphinx_inventory.py OBJECTS_INV
"""

import json
import sys

from sphinx.util.inventory import InventoryFile


def main(path):
    with open(path, "rb") as file:
        inventory = InventoryFile.load(file, "", lambda _, location: location)
    items = {
        kind: {name: [item.project_name, item.project_version, item.uri, item.display_name] for name, item in names.items()}
        for kind, names in inventory.items()
    }
    json.dump(items, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
