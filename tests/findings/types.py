"""Types in docstrings against those of signatures. In what is called `silent` nothing may be found."""

from typing import Callable, List, Literal, Optional, Sequence, Union

import numpy as np


class Set: ...


def google(a: str, b: int | None, c: List[int], d: "bool") -> dict[str, int]:
    """Google's style.

    Args:
        a (int): Not so.
        b (str, optional): Nor this.
        c (tuple[int, ...]): Nor this.
        d (str): Nor this.

    Returns:
        list: Nor this.
    """


def numpy(a: str, b: Callable[[], None], c: Literal["x", "y"]) -> None:
    """NumPy's style.

    Parameters
    ----------
    a : list of int
        The word `int` stands before: int, list of int.
    b : str
        Not so.
    c : int or None
        Nor this.

    Returns
    -------
    int
        Nothing.
    """


def sphinx(a: str, b: float):
    """Sphinx's style.

    :param int a: Not so.
    :param b: Nor
        this.
    :type b: dict
    """


class Box:
    """Made of numbers.

    Args:
        size (str): Not so.
    """

    def __init__(self, size: int) -> None: ...


class SilentConstructor:
    """Something with a result.

    Returns
    -------
    str
        Of another method.
    """

    def __init__(self) -> None: ...


def silent(
    a: str, b: int, c: Sequence[int], d: Optional[str], e: Set, f: np.ndarray, *args: str, g: float = 0, **kwargs: int
) -> Union[int, str]:
    """All of them may be right.

    Args:
        a (str): Right.
        b (integer): Right.
        c (list): Right.
        d (str): Right, and None is seldom said.
        e (list): A class of the project.
        f (list): A class of another package.
        *args (tuple): What the function sees.
        g (int): Right.
        **kwargs (dict): What the function sees.

    Returns:
        str: Right.
    """


def silent_words(a: int, b: str, c: list) -> tuple[int, str]:
    """Words that say no plain type.

    Parameters
    ----------
    a : array-like of str
        Not plain.
    b : {'x', 1}
        Not plain.
    c : str, list-like, default "x"
        Not plain.

    Returns
    -------
    first, second : int
        Two results.
    """


def silent_results() -> tuple[int, str]:
    """Several results.

    Returns
    -------
    first : int
        One.
    second : str
        Two.
    """
