"""A shop."""

from warnings import warn as warn

from ._stock.shelf import Shelf as Shelf, tidy as tidy
from .basket import Basket as Basket
from .basket import open_basket as new_basket
