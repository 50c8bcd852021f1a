"""Names that stand for one thing in one place and for another in the next."""

_first = ["loads", "Future"]
__all__ = _first + ["T", "Client", "of", "pick"]


def loads(text: str) -> object:
    """The slow one, which is documented."""


try:
    from _fast import loads
except ImportError:
    pass


class Future:
    """Documented here, replaced by a faster one where there is one."""

    def result(self) -> object:
        """The result."""


try:
    import _fast
except ImportError:
    pass
else:
    Future = _Future = _fast.Future


class T:
    """A class with the name of a type parameter."""


def of[T](value: T) -> T:
    """The parameter, not the class."""


def pick(key=lambda T: T, names=[T for T in ()], kind: type[T] = T):
    """In the annotation and default of ``kind`` alone it is the class."""


class Client:
    """A class with a method called as a builtin."""

    def list(self) -> list[T]:
        """The builtin, not the method; see `list`."""


def not_public():
    """Not in ``__all__``."""
