__all__ = ["blurred"]

from ._filters import blurred
