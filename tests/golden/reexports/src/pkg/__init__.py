"""A package that re-exports what its private modules define."""

from ._impl import *
from ._impl.more import Hidden as Shown
from .public import Open, helper
from .public import __all__ as _public_names
from os.path import join

__all__ = ["Thing", "Shown", "missing"]
__all__ += _public_names
__all__.extend(["join"])
__all__.append("helper")
__all__.remove("helper")
