"""Ovens, in reST."""

from .base import Heater, _Hidden


def warm():
    """Not the method."""


class Oven(Heater, _Hidden):
    """An oven.

    Its own :meth:`bake`; from its bases :meth:`cool`, :attr:`Oven.heat`, :meth:`.Heater.warm` and :meth:`secret`.
    The function is :func:`pkg.oven.warm`, the method :meth:`warm`. :class:`Warmer` is known to the package alone, and
    :class:`Tray` has one place only. ``Tray`` is not in scope, ``Heater`` is.
    :paramref:`bake.loaf`, :paramref:`~pkg.oven.Oven.size`, :paramref:`.Heater.warm.until`.
    :class:`!Heater` is no link, nor is :class:`!the heater <Heater>`; :class:`a heater <.Heater>` is one.
    :class:`Pan` is the one of this module.
    """

    def __init__(self, size):
        """
        :param size: how many loaves
        """

    def bake(self, loaf, heat=None):
        """Bakes ``loaf`` with ``heat``.

        :param loaf: see :paramref:`heat`
        :type loaf: Tray or str
        :param heat: as :attr:`heat`
        """

    def list(self) -> list[int]:
        """Annotations mean no methods.

        :returns: numbers
        """


class Pan:
    """One pan."""


class Box[T]:
    """A box."""

    def put(self, item: T, size: "Oven", kind: "Literal['Oven']") -> T:
        """Puts a ``T``."""
