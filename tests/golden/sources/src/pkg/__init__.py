"""What is shown of a package."""

from ._impl import Kettle as Kettle

LIMIT = 0x10  # <litres>
"""How much goes in."""
