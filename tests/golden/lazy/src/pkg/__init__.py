"""Names that are imported when they are asked for."""

from importlib import import_module

__all__ = ["Table", "dumped", "images", "old"]

_dynamic_imports = {
    "Table": (__spec__.parent, "._parts.table"),
    "dumped": "_parts.dumping",
}


def __getattr__(name):
    if name == "old":
        from ._parts.dumping import dumped

        return dumped
    package, module = _dynamic_imports[name]
    return getattr(import_module(module, package), name)
