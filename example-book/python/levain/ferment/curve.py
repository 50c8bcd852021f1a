"""
Temperatures that change.

The types of this module are in a stub file beside it, because its functions take more forms than one signature can say.
"""

from .growth import REFERENCE_TEMPERATURE, rate


def equivalent_hours(times, temperatures=None, *, reference=REFERENCE_TEMPERATURE):
    """
    Hours at one temperature that amount to the same as a whole curve.

    Parameters
    ----------
    times : float or sequence of (float, float)
        Hours, or pairs of hours and temperature.
    temperatures : float or callable, optional
        The temperature during all of `times`, or a function that tells it for an hour.
    reference : float, optional
        The temperature to express the result in.

    Returns
    -------
    float
        Hours at `reference`.

    Examples
    --------
    One night in the fridge is less than an hour on the table:

    >>> round(equivalent_hours(8, 4), 1)
    1.4

    Two hours on the table, then the night:

    >>> round(equivalent_hours([(2, 26), (8, 4)]), 1)
    3.4

    A dough that cools down slowly:

    >>> round(equivalent_hours(10, lambda hour: 26 - 2 * hour), 1)
    5.0
    """
    if temperatures is None:
        return sum(equivalent_hours(hours, degrees, reference=reference) for hours, degrees in times)
    if not callable(temperatures):
        return times * rate(temperatures) / rate(reference)
    steps = max(1, round(times * 60))
    minutes = (times * (step + 0.5) / steps for step in range(steps))
    return sum(rate(temperatures(minute)) for minute in minutes) * times / steps / rate(reference)


def samples(curve, hours, *, every=1.0):
    """
    Points of a curve, for a plot.

    Parameters
    ----------
    curve : callable
        The temperature at an hour.
    hours : float
        Up to when.
    every : float, optional
        Hours between two points.

    Yields
    ------
    hour : float
        When.
    temperature : float
        How warm.

    Examples
    --------
    >>> list(samples(lambda hour: 26 - hour, 2))
    [(0.0, 26.0), (1.0, 25.0), (2.0, 24.0)]
    """
    for step in range(int(hours / every) + 1):
        yield step * every, curve(step * every)
