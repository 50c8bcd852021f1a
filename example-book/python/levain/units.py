"""
Weights and temperatures.
=========================

Everything inside the package is in grams and degrees Celsius. This module is the border: it reads what people write
and writes what people read.

.. note::

   There are no cups here. A cup of flour weighs anything between 110 and 160 g, and a dough notices.

:seealso: :mod:`levain.flour` for what the grams are made of.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NewType, TypeAlias

__all__ = [
    "ABSOLUTE_ZERO",
    "GRAMS_PER_OUNCE",
    "GRAMS_PER_POUND",
    "Celsius",
    "Grams",
    "Number",
    "format_weight",
    "parse_weight",
    "to_celsius",
    "to_fahrenheit",
    "water_temperature",
]

Grams = NewType("Grams", float)
"""A weight in grams."""

Celsius = NewType("Celsius", float)
"""A temperature in degrees Celsius."""

Number: TypeAlias = int | float | Decimal
"""What functions of this module take where a number is wanted."""

#: The international avoirdupois ounce, exact by definition.
GRAMS_PER_OUNCE: Final = 28.349_523_125

#: Sixteen ounces.
GRAMS_PER_POUND: Final = 16 * GRAMS_PER_OUNCE

ABSOLUTE_ZERO: Final[float] = -273.15  #: Nothing is colder than this, not even a forgotten starter.

_UNITS = {
    "g": 1.0,
    "gram": 1.0,
    "grams": 1.0,
    "kg": 1_000.0,
    "oz": GRAMS_PER_OUNCE,
    "lb": GRAMS_PER_POUND,
    "lbs": GRAMS_PER_POUND,
}
_PART = re.compile(r"\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]+)\s*(?:and\b|,)?", re.IGNORECASE)


def parse_weight(text: str) -> Grams:
    """
    Read a weight as people write it.

    Several parts are added up, so ``1 lb 2 oz`` is one weight. A decimal comma is as good as a point.

    :param text: the weight, with a unit after each number
    :type text: str
    :returns: the weight in grams
    :rtype: Grams
    :raises ValueError: if a unit is missing or unknown, or if there is no number at all

    >>> parse_weight("1 kg and 200 g")
    1200.0
    >>> round(parse_weight("1 lb 2 oz"), 1)
    510.3
    >>> parse_weight("0,5 kg")
    500.0
    """
    total, position = 0.0, 0
    while position < len(text.rstrip()):
        if not (part := _PART.match(text, position)):
            raise ValueError(f"{text[position:]!r} is not a number with a unit")
        unit = part["unit"].lower()
        if unit not in _UNITS:
            raise ValueError(f"unknown unit {unit!r}; known are {', '.join(_UNITS)}")
        total += float(part["number"].replace(",", ".")) * _UNITS[unit]
        position = part.end()
    if position == 0:
        raise ValueError("no weight given")
    return Grams(total)


def format_weight(grams: Number, /, *, imperial: bool = False, step: Number = 1) -> str:
    """
    Write a weight for a person with a kitchen scale.

    :param grams: the weight
    :param imperial: write pounds and ounces instead of grams and kilograms
    :param step: the finest step of the scale, in grams; the weight is rounded to it, halves up
    :returns: the weight with its unit

    >>> format_weight(1234.4)
    '1.234 kg'
    >>> format_weight(7.3, step=0.5)
    '7.5 g'
    >>> format_weight(510.3, imperial=True)
    '1 lb 2.0 oz'

    .. versionchanged:: 1.2
       Halves are rounded up. They used to go to the even neighbour, which nobody expects of a scale.
    """
    if imperial:
        pounds, rest = divmod(float(grams), GRAMS_PER_POUND)
        ounces = f"{rest / GRAMS_PER_OUNCE:.1f} oz"
        return f"{pounds:.0f} lb {ounces}" if pounds else ounces
    scale = Decimal(str(step))
    steps = (Decimal(str(grams)) / scale).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    rounded = steps * scale
    return f"{rounded / 1000:.3f} kg" if rounded >= 1000 else f"{rounded} g"


def to_fahrenheit(celsius: float) -> float:
    """
    Convert a temperature for readers in the United States.

    :param celsius: degrees Celsius, not below :data:`ABSOLUTE_ZERO`
    :raises ValueError: if it is colder than cold can be

    >>> to_fahrenheit(230)
    446.0
    """
    if celsius < ABSOLUTE_ZERO:
        raise ValueError(f"{celsius} °C is below absolute zero")
    return celsius * 9 / 5 + 32


def to_celsius(fahrenheit: float) -> Celsius:
    """
    Convert a temperature from a recipe that came over the ocean.

    The inverse of :func:`to_fahrenheit`.

    >>> to_celsius(446.0)
    230.0
    """
    return Celsius((fahrenheit - 32) * 5 / 9)


def water_temperature(
    desired: Celsius,
    *,
    flour: Celsius,
    room: Celsius,
    preferment: Celsius | None = None,
    friction: float = 2.0,
) -> Celsius:
    """
    Tell how warm the water must be for the dough to come out at a given temperature.

    Water is the one thing whose temperature a baker can choose. The rule is old and simple: the temperatures of flour,
    room, water and preferment average to that of the dough, and kneading adds some.

    :param desired: the temperature that the dough shall have after mixing
    :param flour: the temperature of the flour
    :param room: the temperature of the room
    :param preferment: the temperature of the starter; ``None`` for a dough without one
    :param friction: what kneading adds, about 2 by hand and 8 to 12 in a mixer
    :return: the temperature of the water

    .. warning::

       Above 50 °C the yeast dies. The function does not stop you; the dough will.

    >>> water_temperature(25.0, flour=21.0, room=20.0)
    32.0
    >>> water_temperature(25.0, flour=21.0, room=20.0, preferment=26.0)
    31.0
    """
    known = [flour, room] if preferment is None else [flour, room, preferment]
    return Celsius(desired * (len(known) + 1) - sum(known) - friction)
