"""Formulas, starters and timetables for people who bake bread.

The package has three layers. At the bottom are the words of the bakery: weights and temperatures
(`levain.units`), flours (`levain.flour`) and what can go wrong (`levain.errors`). In the middle is what a baker
works with: a `Formula`, a `Starter`, the models of `levain.ferment` and the ovens of `levain.oven`. On top,
`levain.schedule` turns all of it into a timetable that ends with warm bread at the hour you want it.

What most programs need can be imported from here:

Example:
    >>> from levain import Formula, Ingredient
    >>> dough = Formula("Baguette", [
    ...     Ingredient("bread", 500, flour=True),
    ...     Ingredient("water", 350),
    ...     Ingredient("salt", 10),
    ...     Ingredient("yeast", 2),
    ... ])
    >>> f"{dough.hydration:.0%}"
    '70%'

Attributes:
    __version__: The version of the package, the same as in `pyproject.toml`.
"""

from ._formula import Formula, FormulaView, Ingredient, blend
from .errors import *
from .errors import __all__ as _error_names
from .flour import Allergen, Flour, Grain, find_flour
from .schedule import Step, Timetable, plan
from .starter import Starter
from .units import Celsius, Grams, parse_weight as parse_weight

__version__ = "1.4.0"

__all__ = [
    # Formulas
    "Formula",
    "FormulaView",
    "Ingredient",
    "blend",
    # Flours and what is in them
    "Allergen",
    "Flour",
    "Grain",
    "find_flour",
    # Starters
    "Starter",
    # Timetables
    "Step",
    "Timetable",
    "plan",
    # Units
    "Celsius",
    "Grams",
]
__all__ += _error_names
