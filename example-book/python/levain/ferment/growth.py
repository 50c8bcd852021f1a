"""
Growth of a culture.

A culture grows exponentially until its food runs out, then stops. The logistic curve says just that, and temperature
only changes how fast the clock runs.
"""

import math
from dataclasses import dataclass

#: The temperature, in degrees Celsius, at which the rates of this module hold as they are.
REFERENCE_TEMPERATURE = 26.0

Q10 = 2.2
"""How many times faster everything gets with 10 degrees more."""


def rate(temperature: float, /) -> float:
    """
    Speed of fermentation, relative to the reference temperature.

    Parameters
    ----------
    temperature : float
        In degrees Celsius.

    Returns
    -------
    float
        1.0 at `REFERENCE_TEMPERATURE`; 0.0 above 45 °C, where nothing is left alive.

    Notes
    -----
    The rule of van 't Hoff,

    .. math:: r = Q_{10}^{(T - T_0) / 10}

    holds well between 4 °C and 32 °C.

    Examples
    --------
    >>> rate(26)
    1.0
    >>> round(rate(16), 2)
    0.45
    >>> rate(50)
    0.0
    """
    if temperature > 45:
        return 0.0
    return Q10 ** ((temperature - REFERENCE_TEMPERATURE) / 10)


def peak_time(temperature, *, ratio=1.0):
    """
    Hours until a starter stands at its highest.

    Parameters
    ----------
    temperature : float
        In degrees Celsius.
    ratio : float, default: 1.0
        Grams of new flour for each gram of old starter. More food takes longer to eat.

    Returns
    -------
    float
        Hours since the feeding.

    Raises
    ------
    ValueError
        If `ratio` is not positive, or if it is too hot to live.

    Examples
    --------
    >>> peak_time(26)
    4.0
    >>> round(peak_time(26, ratio=5), 1)
    7.6
    """
    speed = rate(temperature)
    if ratio <= 0 or speed == 0:
        raise ValueError("there is nothing to eat, or nobody to eat it")
    return (4.0 + 1.55 * math.log2(ratio)) / speed


def growth_factor(hours: float, temperature: float, *, ratio: float = 1.0, ceiling: float = 3.0) -> float:
    """
    Height of a starter or a dough, as a multiple of its height at the start.

    Parameters
    ----------
    hours, temperature : float
        For how long, and how warm.
    ratio : float, optional
        As for `peak_time`.
    ceiling : float, optional
        The height at which the gas escapes faster than it comes.

    Returns
    -------
    factor : float
        Between 1.0 and `ceiling`.

    See Also
    --------
    peak_time : When the ceiling is reached.
    equivalent_hours : For a temperature that changes.

    Examples
    --------
    >>> [round(growth_factor(hours, 26), 1) for hours in (0, 2, 4, 6)]
    [1.0, 1.9, 2.8, 3.0]
    """
    middle = peak_time(temperature, ratio=ratio) / 2
    slope = 4.4 / middle / 2
    lift = 1 / (1 + math.exp(-slope * (hours - middle)))
    floor = 1 / (1 + math.exp(slope * middle))
    return 1 + (ceiling - 1) * (lift - floor) / (1 - floor)


@dataclass
class Culture:
    """
    A population with a name, for those who like to count.

    Parameters
    ----------
    name : str
        What lives there.
    cells : float
        Cells in one gram of dough.
    doubling : float
        Hours in which there are twice as many, at `REFERENCE_TEMPERATURE`.

    Attributes
    ----------
    limit : float
        Cells in one gram that the food is enough for.

    Methods
    -------
    after(hours, temperature)
        The population some time later.

    Examples
    --------
    >>> yeast = Culture("Kazachstania humilis", 1e6, doubling=2.0)
    >>> f"{yeast.after(4, 26).cells:.2e}"
    '3.88e+06'
    """

    name: str
    cells: float
    doubling: float = 1.5
    limit: float = 1e8

    def after(self, hours: float, temperature: float) -> "Culture":
        """
        Let it grow.

        Parameters
        ----------
        hours : float
            For how long.
        temperature : float
            How warm it is.

        Returns
        -------
        Culture
            The population then; this one stays as it is.

        Warns
        -----
        UserWarning
            If it is too hot for anything to be left.
        """
        if (speed := rate(temperature)) == 0:
            import warnings

            warnings.warn(f"{self.name} dies at {temperature} °C", stacklevel=2)
            return Culture(self.name, 0.0, self.doubling, self.limit)
        grown = self.cells * 2 ** (hours * speed / self.doubling)
        return Culture(self.name, self.limit * grown / (self.limit - self.cells + grown), self.doubling, self.limit)
