"""
What is on the shelf.

A `Pantry` is a mapping from things to amounts. It differs from a `dict` in one point: **amounts add up**, and nothing
is ever less than nothing.

| operation             | meaning                       |
|-----------------------|-------------------------------|
| `pantry[thing]`       | how much there is             |
| `pantry[thing] = 500` | there is this much now        |
| `pantry + other`      | what two shelves hold         |
| `pantry - other`      | what is left after baking     |

```python
shelf = Pantry({"bread": 2000.0, "salt": 250.0})
shelf -= {line.name: line.weight for line in formula.lines()}
```

> The docstrings of this module are plain Markdown, to show that they may be.
"""

from __future__ import annotations

__docformat__ = "markdown"

from collections.abc import Hashable, ItemsView, Iterator, Mapping, MutableMapping
from itertools import batched
from typing import Self

try:
    from wcwidth import wcswidth as display_width
except ImportError:

    def display_width(text: str, /) -> int:
        """
        Columns that a text takes on a terminal.

        Without the package `wcwidth` that is *one for each character*, which is right until somebody stocks 米.
        """
        return len(text)


class Pantry[K: Hashable, V: (int, float)](MutableMapping[K, V]):
    """
    Amounts of things.

    Both types are up to you: names and grams, or articles and numbers of bags.

    ```pycon
    >>> shelf = Pantry({"bread": 1000.0, "salt": 20.0})
    >>> shelf -= {"bread": 450.0, "salt": 30.0}
    >>> shelf
    Pantry({'bread': 550.0})
    >>> "salt" in shelf, shelf["salt"]
    (False, 0)

    ```

    1. What is not there counts as nothing, and asking for it is no error.
    2. What becomes nothing is no longer there.
    """

    def __init__(self, amounts: Mapping[K, V] | None = None, /) -> None:
        """Fills the shelf with a copy of `amounts`."""
        self._amounts: dict[K, V] = {}
        for thing, amount in (amounts or {}).items():
            self[thing] = amount

    def __getitem__(self, thing: K) -> V:
        """How much there is; `0` of what is not there."""
        return self._amounts.get(thing, 0)  # type: ignore[return-value]

    def __setitem__(self, thing: K, amount: V) -> None:
        """Says how much there is. *Nothing or less* takes the thing off the shelf."""
        if amount > 0:
            self._amounts[thing] = amount
        else:
            self._amounts.pop(thing, None)

    def __delitem__(self, thing: K) -> None:
        """Takes a thing off the shelf, all of it."""
        del self._amounts[thing]

    def __contains__(self, thing: object) -> bool:
        """Whether there is any of it."""
        return thing in self._amounts

    def __iter__(self) -> Iterator[K]:
        return iter(self._amounts)

    def __len__(self) -> int:
        return len(self._amounts)

    def __add__(self, other: Mapping[K, V]) -> Pantry[K, V]:
        """What two shelves hold together."""
        return Pantry({thing: self[thing] + other.get(thing, 0) for thing in {**self, **other}})

    def __sub__(self, other: Mapping[K, V]) -> Pantry[K, V]:
        """What is left when `other` has been used up. Never less than nothing."""
        return Pantry({thing: amount - other.get(thing, 0) for thing, amount in self.items()})

    def __isub__(self, other: Mapping[K, V]) -> Self:
        """Uses things up, on this shelf."""
        for thing, amount in other.items():
            self[thing] = self[thing] - amount
        return self

    def __repr__(self) -> str:
        return f"Pantry({self._amounts!r})"

    def items(self) -> ItemsView[K, V]:
        """Things with their amounts, in the order in which they came."""
        return self._amounts.items()


def labels(pantry: Pantry[str, float], *, columns: int = 2) -> Iterator[str]:
    """
    Rows of labels to print, `columns` in each.

    - `pantry`: what to label
    - `columns`: how many labels stand beside each other

    ```pycon
    >>> for row in labels(Pantry({"salt": 20.0, "malt": 5.0, "oats": 90.0})):
    ...     print(row)
    [salt  20 g] [malt   5 g]
    [oats  90 g]

    ```
    """
    width = max(map(display_width, pantry), default=0)
    padded = ((thing + " " * (width - display_width(thing)), amount) for thing, amount in pantry.items())
    cells = (f"[{thing} {amount:3.0f} g]" for thing, amount in padded)
    for row in batched(cells, columns):
        yield " ".join(row)
