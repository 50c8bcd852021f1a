"""Names in the headers of classes mean what they are bound to there."""

from collections import namedtuple

from .base import Box, Half, Root

PAIR = (Half, Box[int])


class Early(Root):
    """Derives from the imported class, as the one below is not there yet."""


class Root(Root):
    """Has the name of its base, and takes its place."""

    def turn(self) -> None:
        """Turns it."""


class Late(Root):
    """Derives from the class above."""


class Both(*PAIR):
    """Takes its bases from a tuple."""


class Frame:
    """Holds a class that heirs of it name as theirs."""

    class Part:
        """A part."""

        def fit(self) -> None:
            """Fits it in."""


class Window(Frame):
    """Has no part of its own."""


class Pane(Window.Part):
    """Is found through the base of `Window`."""


class Size(namedtuple("Size", "width height")):
    """A tuple by what the call returns."""
