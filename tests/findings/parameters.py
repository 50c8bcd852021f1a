"""What docstrings say of parameters. In what is called `silent` nothing may be found."""

import contextlib
import functools
from dataclasses import dataclass, field
from typing import Annotated, Doc, NamedTuple, TypedDict, Unpack, overload

from elsewhere import decorate, Model


def google(first: int, second: int, *rest: int, third: int = 0, _hidden: int = 0, **more: int) -> None:
    """Open signatures have no unknown parameters, but missing ones.

    Args:
        second: Two.
        other: Goes into `more`.
    """


def numpy(alpha, beta, gamma):
    """NumPy's style.

    Parameters
    ----------
    alpha, delta : int
        Two at once.
    bta : str
        Misspelt.

    Other Parameters
    ----------------
    epsilon
        Not there.
    """


def sphinx(alpha, beta):
    """Sphinx's style.

    :param alpha: One.
    :param int bet: Two.
    :type beta: int
    """


def epytext(alpha, beta):
    """Epydoc's style.

    @param alpha: C{One}.
    @param gamma: L{Two}.
    """


class Written:
    """The constructor counts, and so do attributes.

    Args:
        size: Given.
        colour: An attribute.
        weight: Neither.
    """

    def __init__(self, size: int, shape: str) -> None:
        """Make it.

        Args:
            shape: Said here, while `size` is said above.
            height: Not there.
        """
        self.size = size
        self.colour = shape

    @staticmethod
    def static(self_like, other):
        """No receiver.

        Args:
            other: Yes.
        """

    @classmethod
    def build(cls, size):
        """A receiver.

        Args:
            siz: Yes.
        """

    @property
    def silent_property(self) -> int:
        """A property.

        Args:
            x: Nobody can tell.
        """

    @overload
    def both(self, one: int) -> int: ...
    @overload
    def both(self, two: str) -> str: ...
    def both(self, *, one=None, two=None, three=None):
        """All signatures count.

        Args:
            one: First.
            two: Second.
            four: None of them.
        """


class Heir(Written):
    """Nothing is found for inherited methods and their docstrings."""

    def static(self_like, different): ...


class New:
    """Made by `__new__`.

    Args:
        value: Given.
        valeu: Misspelt.
    """

    def __new__(cls, value): ...


@dataclass
class Data:
    """The constructor is made from the fields.

    Args:
        x: Given.
        z: Not there.
    """

    x: int
    y: int = 0
    silent: int = field(default=0, init=False)


@dataclass
class SilentFields(Data):
    """Fields may be described one by one, and those of the base by the base.

    Args:
        a: Given.
    """

    a: int
    b: int
    """Said here."""
    c: Annotated[int, Doc("Said in the annotation.")] = 1


class SilentAttributes:
    def __init__(self, a, b):
        """Make it.

        Args:
            a: One.
        """
        self.b = b
        """Said here."""


class Row(NamedTuple):
    """The same for a tuple.

    Attributes:
        a: Said as an attribute.

    Args:
        b: Given.
        d: Not there.
    """

    a: int
    b: int


class SilentKeys(TypedDict):
    """No constructor is known.

    Args:
        x: A key.
    """

    x: int


class SilentModel(Model):
    """The constructor may be inherited.

    Args:
        x: Who knows.
    """


class SilentCall:
    """What an instance takes counts too.

    Args:
        x: For `__init__`.
        y: For `__call__`.
    """

    def __init__(self, x): ...

    def __call__(self, y): ...


@functools.wraps(numpy)
def silent_wrapper(a, b):
    """The docstring that is shown is another one.

    Args:
        alpha: One.
        a: Two.
    """


class SilentMeta(metaclass=Model):
    """A metaclass may take more.

    Args:
        x: Who knows.
    """

    def __init__(self, y): ...


def silent_unpacked(**kwargs: Unpack[SilentKeys]):
    """Keys.

    Args:
        x: A key.
        w: Perhaps one of a base class.
    """


@decorate
def silent_decorated(a, b):
    """The decorator may change the signature.

    Args:
        a: One.
        c: Who knows.
    """


@contextlib.contextmanager
def managed(a, b):
    """This one does not.

    Args:
        a: One.
        c: Not there.
    """


@functools.lru_cache(maxsize=None)
def silent_complete(a, *, b, _c=1):
    """All is said.

    Args:
        a: One.
        b: Two.
    """


def silent_rest(a, b, c):
    """The others are somewhere else.

    Parameters
    ----------
    a : int
        One.
    * : *
        See `numpy`.
    """


def silent_pattern(row_colors, col_colors, method):
    """One entry is for several, and one is none.

    Parameters
    ----------
    method : str
        One.
    {row,col}_colors : list
        Two.
    TODO : say more
    """


def silent_tuple(l_and_u, ab):
    """The parts of a parameter have names.

    Parameters
    ----------
    (l, u) : (integer, integer)
        Two.
    ab : array
        One.
    """


def silent_doc(a, b: Annotated[int, Doc("Said in the annotation.")]):
    """The annotation counts.

    Args:
        a: One.
    """


def silent_without(a, b):
    """Nothing is described, so nothing is missing."""


def silent_before_pep_570(__a, *, b):
    """Underscores before positional parameters do not count.

    Args:
        a: One.
        b: Two.
    """


def silent_names(a):
    r"""Not every entry has a name.

    :param a: One.
    :param a.b: A part of it.
    :param "quoted name": What is this?
    """


def starred(a):
    r"""No asterisk is in the signature.

    :param a: One.
    :param \**kwargs: More.
    """


def silent_patched(self, a):
    """A method later.

    Args:
        a: One.
    """


def spelled(colour: str, size: int):
    'Escapes.\n\nArgs:\n\tcolour: One.\n\tsise\x3a Two.'


def concatenated(a, b):
    (
        "Several "
        "parts.\n\n"
        "Args:\n"
        "    a: One.\n"
        r"    c: Two." "\n"
    )


def _private(a):
    """Not documented, so not examined.

    Args:
        b: Not there.
    """


def assigned(a, b): ...


assigned.__doc__ = """Assigned.

Args:
    a: One.
    c: Two.
"""


def silent_copied(x): ...


silent_copied.__doc__ = numpy.__doc__
