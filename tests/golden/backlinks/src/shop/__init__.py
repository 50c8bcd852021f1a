"""A shop, see :mod:`shop.till`."""

from ._basket import Basket as Basket
