"""Base classes."""


class Heater:
    """Heats."""

    #: In degrees.
    heat = 200

    def warm(self, until=None):
        """Warms.

        :param until: when to stop
        """

    def cool(self):
        """Undoes :meth:`warm`."""


class _Hidden:
    def secret(self):
        """Not shown by itself."""
