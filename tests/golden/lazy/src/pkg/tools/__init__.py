"""The names stand in a table that grows."""

import sys

from lazy_modules import _LazyModule, has_saws

_import_structure = {"_saws": [], "_hammers": ["Hammer"]}

try:
    if not has_saws():
        raise ImportError
except ImportError:
    _import_structure["_stand_ins"] = ["Saw"]
else:
    _import_structure["_saws"].extend(
        [
            "Saw",
        ]
    )
_import_structure["_saws"] += ["cut"]
_import_structure.update({"_drills": ["Drill"]})

sys.modules[__name__] = _LazyModule(__name__, globals()["__file__"], _import_structure)
