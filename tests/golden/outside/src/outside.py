"""Names that others document: :mod:`json`, :func:`len`, :class:`~pathlib.Path`, :exc:`other.Error`, :class:`python:int`.

Places in prose: :ref:`context-managers`, :ref:`with a title <context-managers>`, :term:`iterable`,
:doc:`python:tutorial/index`. Not to be found: :ref:`genindex`, :doc:`index`, :ref:`nowhere`, :class:`array`.
:envvar:`PYTHONPATH`, :option:`timeit -n`, :option:`python:-O`, :keyword:`with` and :std:term:`iterator` are of Python;
:envvar:`OVEN`, :option:`--help`, :keyword:`dough` and :token:`name` only look so.
`int`, `os.PathLike` and ``other.Thing`` are code.
"""

import os

import other
import typing_extensions as te
from collections.abc import Iterable
from other import Thing as What, unknown


class str:
    """Hides the built-in one."""


class Reader(os.PathLike[bytes], What, unknown.Base):
    """Bases from outside, one of them unknown."""

    def read(self, size: int = -1, *, encoding: str | None = None) -> te.Self:
        """Read it all, see :meth:`other.Thing.use`.

        :param encoding: a name
        :raises ValueError: if it is none
        """
        return self


def each(things: "Iterable[other.Thing]", by: callable = len, error: type[Exception] = KeyError) -> None:
    """Take each.

    Parameters
    ----------
    things : Iterable of other.Thing, or array of time
        What there is.
    by : callable or bool, optional
        Words of English that Python has, too.
    """


def own[int](number: int, array: list[array]) -> int:
    """Its type parameter is not the built-in."""
    return number
