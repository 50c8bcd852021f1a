from .core import Thing, make

__all__ = ["Thing", "make"]
