"""The modules are found by the names of what they have."""

from importlib import import_module

__all__ = ["Button", "CheckBox"]


def __getattr__(name):
    return getattr(import_module(f"._{snake(name)}", "pkg.widgets"), name)
