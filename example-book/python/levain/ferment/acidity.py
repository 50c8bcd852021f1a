"""
How sour it gets.

Lactic bacteria work at their own pace: they like it warmer than yeast does, and they go on when the yeast has stopped.
That is why a long night in the fridge gives a sour loaf.
"""

from enum import StrEnum

from .growth import rate

FRESH_PH: float = 6.0
"""Acidity of flour and water, before anything has happened."""

FINAL_PH: float = 3.6
"""Where the bacteria stop, because they cannot stand themselves any longer."""


class SourScale(StrEnum):
    """
    Words for it.

    Examples
    --------
    >>> SourScale.of(4.3)
    <SourScale.TANGY: 'tangy'>
    >>> f"a {SourScale.of(5.5)} loaf"
    'a mild loaf'
    """

    MILD = "mild"
    TANGY = "tangy"
    SHARP = "sharp"

    @classmethod
    def of(cls, ph: float) -> "SourScale":
        """
        Find the word for an acidity.

        Parameters
        ----------
        ph : float
            Between `FINAL_PH` and `FRESH_PH`.
        """
        return cls.MILD if ph > 4.6 else cls.TANGY if ph > 3.9 else cls.SHARP


def ph_after(
    hours: float,
    temperature: float,
    *,
    start: float = FRESH_PH,
    wholegrain: float = 0.0,
    buffering: float = 0.35,
) -> float:
    """
    Acidity of a dough after some hours.

    Parameters
    ----------
    hours : float
        For how long.
    temperature : float
        In degrees Celsius.
    start : float, optional
        The acidity at the start; lower if there is much ripe starter in it.
    wholegrain : float, optional
        The share of whole-grain flour, from 0 to 1. Bran buffers: the dough holds more acid before its pH moves.

        Two doughs of equal pH therefore do not taste equally sour.

    Returns
    -------
    float
        The pH, never below `FINAL_PH`.

    Other Parameters
    ----------------
    buffering : float
        How much of the acid whole-grain flour hides, as a share.

    Examples
    --------
    >>> round(ph_after(8, 26), 2)
    4.73
    >>> round(ph_after(8, 26, wholegrain=1.0), 2)
    5.07
    """
    # Bacteria gain more from warmth than yeast does, hence the power above one.
    pace = rate(temperature) ** 1.15 * (1 - buffering * wholegrain)
    return FINAL_PH + (start - FINAL_PH) * 2 ** (-hours * pace / 7.4)
