"""Trays, in Markdown.

[Its holder][.Tray.holder], [`Tray`][], [a method][pkg.oven.Oven.cool], [where to bake][oven], [one pan or another][Pan].
"""


class Tray:
    """A tray.

    [Hold][.hold], [the function][..hold], [its parameter][.hold.what], [the package's][...oven], [one](#pkg.oven.Oven).
    """

    holder = None

    def hold(self, what):
        """Holds [what][].

        Args:
            what: Anything.
            more (Oven): Nothing.
        """


def hold():
    """Holds."""
