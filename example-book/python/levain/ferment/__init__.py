"""
Models of fermentation.

The numbers behind the feeling. Three small models answer the questions that a baker answers by looking: how much has
it grown (`growth`), how sour is it (`acidity`), and what does a night in the fridge amount to (`curve`).

Docstrings of this sub-package follow the NumPy style, as its readers do.

See Also
--------
levain.starter : What lives by these models.
levain.schedule : What plans with them.

Notes
-----
The models are fitted to one kitchen. They agree with a second one within half an hour, and that is good enough to
decide when to set the alarm.
"""

from .acidity import SourScale, ph_after
from .curve import equivalent_hours
from .growth import REFERENCE_TEMPERATURE, Culture, growth_factor, peak_time, rate

__all__ = [
    "REFERENCE_TEMPERATURE",
    "Culture",
    "SourScale",
    "equivalent_hours",
    "growth_factor",
    "peak_time",
    "ph_after",
    "rate",
]
