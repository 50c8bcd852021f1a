r"""Roles, directives and sections.

.. unknown:: x

:nope:`text` and more :also-nope:`text`.
"""

VALUE = 1
"""A value. :nope:`é` 𝒳 :nope:`é`"""

#: A comment.
#:
#: :nope:`of a value`
OTHER = 1


class Box:
    """A box.

	Args:
	    size: The size
	    is a number.
	    colour: Red.
    """

    def __init__(self, size, colour): ...

    shape: int
    """Text with é.

    .. note: A comment.
    """

    @property
    def lid(self):
        """The lid.

        :nope:`x`
        """

    @lid.setter
    def lid(self, value):
        """Sets it.

        >>>print(1)
        """


class Heir(Box):
    """It has the lid of the box."""

    @property
    def lid(self): ...
