"""A package that is hard to read without running it."""

from . import _impl as impl
from ._impl import Original as Reexp
from ._impl import *
from .extended import __all__ as extended_names
from .extended import *
from .shadow import shadow

appended_name = 1

__all__ = ["Reexp", "temporary", "NotThere"]
__all__ += impl.__all__
__all__.extend(["shadow"])
__all__.extend(extended_names)
__all__.append("appended_name")
__all__.remove("temporary")
