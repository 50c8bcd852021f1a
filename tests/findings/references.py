"""Of :func:`bake`, :func:`bakes`, :class:`str`, :func:`open`, :mod:`json` and :class:`numpy.ndarray`."""

import lib


class Oven:
    """See :meth:`heet`, :meth:`Oven.heet` and :meth:`m.Oven.heat`.

    :meth:`close` may be one of two, :meth:`Door.close` is not. :attr:`lib.anything`, :ref:`chapter`, :term:`dough`.
    """

    door = lib.Door()

    def heat(self, degrees):
        """Heats to `degrees`; `degree` is only code, as is ``nothing.at.all``.

        :param degrees: like :paramref:`bake.loaf`, unlike :paramref:`bake.lof`; :attr:`door.handle` is unknown
        """


class Made(lib.Door):
    """May have :meth:`anything`, and :meth:`Made.more`."""


class Door:
    """A door."""

    def close(self):
        """Closes."""


class Box:
    """A box."""

    def close(self):
        """Closes."""


def bake(loaf):
    """Bakes for :class:`Ovem <Ovem>`, as :func:`~m.bakes` and :obj:`oven`.

    Not :paramref:`loav`, but :paramref:`loaf`, and not :paramref:`Oven.heat.heat`.
    """


def bake_all(**options):
    """Any :paramref:`option`, and :paramref:`bake_all.size`."""
