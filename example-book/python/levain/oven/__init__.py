"""Ovens, and what can be said of them without standing in front of one.

Three kinds are here: a `DeckOven` with its stone, a `DutchOven` that stands inside another one, and whatever else has
the methods of a `HeatSource`. A `Probe` tells how warm the crumb is.
"""

from ._base import *
from .deck import DeckOven
from .dutch import DutchOven
from .probe import Probe, Reading, bake, watch

__all__ = ["DeckOven", "DutchOven", "HeatSource", "Oven", "Phase", "Probe", "Reading", "Steam", "bake", "watch"]
