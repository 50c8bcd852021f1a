"""Formulas in baker's percentages.

The module is an implementation detail; import its names from `levain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, InitVar, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self, overload

from .errors import FormulaError, UnbalancedFormula
from .flour import STANDARD, Allergen, Flour
from .units import Grams, format_weight, parse_weight

if TYPE_CHECKING:
    from .pantry import Pantry

#: Shares of water that a baker would call a dough. Outside of it, `Formula.check` has something to say.
USUAL_HYDRATION = (0.50, 1.00)


@dataclass(frozen=True, order=True)
class Ingredient:
    """One line of a formula.

    Args:
        name: What it is. A flour is looked up in the table of `levain.flour` by this name.
        weight: How much of it, in grams.
        flour: Whether percentages refer to it.
        water: The share of it that is water, such as 0.87 for milk.
    """

    name: str
    weight: float
    _: KW_ONLY
    flour: bool = False
    water: float | None = None
    note: str = field(default="", compare=False, repr=False)
    """Where it comes from, or what is done with it before."""

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise FormulaError(f"{self.name}: a weight cannot be negative")

    @property
    def water_share(self) -> float:
        """The share that is water: as given, or all of it if the name says so."""
        if self.water is not None:
            return self.water
        return 1.0 if self.name == "water" else 0.0

    def times(self, factor: float) -> Ingredient:
        """The same thing, more or less of it."""
        return replace(self, weight=self.weight * factor)


@dataclass
class Formula:
    """A dough, independent of how much of it there is.

    Bakers write formulas in percent *of the flour*. All flour together is 100 %, and everything else follows; so a
    formula can be compared with another at a glance and scaled without thinking.

    Args:
        name: What the bread is called.
        ingredients: What goes into it, in the order in which a baker would read it aloud.
        loaves: How many loaves the weights are for.
        strict: Whether a formula that looks wrong is refused at once; see `check`.

    Raises:
        UnbalancedFormula: If there is no flour among the ingredients.
        FormulaError: If `strict` is set and `check` finds something.

    Example:
        >>> dough = Formula("Country loaf", [
        ...     Ingredient("bread", 450, flour=True),
        ...     Ingredient("whole wheat", 50, flour=True),
        ...     Ingredient("water", 360),
        ...     Ingredient("salt", 10),
        ... ])
        >>> print(dough.describe())
        Country loaf, 870 g
          bread         450 g   90.0 %
          whole wheat    50 g   10.0 %
          water         360 g   72.0 %
          salt           10 g    2.0 %
    """

    class Line(NamedTuple):
        """An ingredient as a formula shows it."""

        name: str
        weight: float
        percentage: float
        """In percent of the flour."""

    name: str
    ingredients: list[Ingredient] = field(default_factory=list)
    _: KW_ONLY
    loaves: int = 1
    strict: InitVar[bool] = False
    notes: list[str] = field(default_factory=list, repr=False)
    """What the baker wrote into the margin."""

    def __post_init__(self, strict: bool) -> None:
        if not any(ingredient.flour for ingredient in self.ingredients):
            raise UnbalancedFormula([ingredient.name for ingredient in self.ingredients])
        if strict and (findings := list(self.check())):
            raise FormulaError(f"{self.name}: {findings[0]}")

    # A formula from elsewhere.

    @classmethod
    def from_percentages(cls, name: str, /, flour_weight: float | str = 1000, **percentages: float) -> Self:
        """Makes a formula from percentages, as they stand in books.

        Underscores in names stand for spaces. A name that is a known flour counts as flour.

        Args:
            name: What the bread is called.
            flour_weight: The weight of all flour, in grams or as `levain.units.parse_weight` reads it.
            **percentages: The percentage of each ingredient; those of the flours must add up to 100.

        Returns:
            The formula, with weights in grams.

        Raises:
            FormulaError: If the flours do not add up to 100 %.

        Example:
            >>> rye = Formula.from_percentages("Rye", "1 kg", whole_rye=60, bread=40, water=78, salt=2)
            >>> rye["water"].weight
            780.0
            >>> Formula.from_percentages("Half", bread=50, water=60)
            Traceback (most recent call last):
            ...
            levain.errors.FormulaError: the flours add up to 50 %, not to 100 %
        """
        base = parse_weight(flour_weight) if isinstance(flour_weight, str) else flour_weight
        ingredients = []
        for key, percentage in percentages.items():
            spaced = key.replace("_", " ")
            ingredients.append(Ingredient(spaced, percentage * base / 100, flour=spaced in STANDARD))
        total = sum(percentages[key] for key in percentages if key.replace("_", " ") in STANDARD)
        if abs(total - 100) > 0.01:
            raise FormulaError(f"the flours add up to {total:g} %, not to 100 %")
        return cls(name, ingredients)

    # What it is made of.

    @property
    def weight(self) -> Grams:
        """The weight of the dough."""
        return Grams(sum(ingredient.weight for ingredient in self.ingredients))

    @weight.setter
    def weight(self, grams: float) -> None:
        """Scales the formula in place; use `scale` to keep the original."""
        self.ingredients = self.scale(to=grams).ingredients

    @property
    def flour_weight(self) -> Grams:
        """The weight of all flour, which is what 100 % means."""
        return Grams(sum(ingredient.weight for ingredient in self.ingredients if ingredient.flour))

    @property
    def hydration(self) -> float:
        """All water, that in milk and eggs included, as a share of the flour."""
        water = sum(ingredient.weight * ingredient.water_share for ingredient in self.ingredients)
        return water / self.flour_weight

    @property
    def flours(self) -> Mapping[str, Flour]:
        """The flours that the table knows, by name."""
        names = (ingredient.name for ingredient in self.ingredients if ingredient.flour)
        return {name: STANDARD[name] for name in names if name in STANDARD}

    @property
    def allergens(self) -> Allergen:
        """What must be named on a label, as far as flours tell."""
        found = Allergen.NONE
        for flour in self.flours.values():
            found |= flour.allergens
        return found

    def lines(self) -> Iterator[Line]:
        """Goes through the ingredients with their percentages.

        Yields:
            One line for each ingredient, in their order.
        """
        base = self.flour_weight
        for ingredient in self.ingredients:
            percentage = 100 * ingredient.weight / base
            yield self.Line(ingredient.name, ingredient.weight, percentage)

    def check(self) -> Iterator[str]:
        """Looks for what an experienced baker would frown at.

        Yields:
            A sentence for each finding. A formula without findings may still be bad bread.

        Example:
            >>> list(Formula.from_percentages("Soup", bread=100, water=140, salt=2).check())
            ['a hydration of 140 % makes a batter']
        """
        low, high = USUAL_HYDRATION
        if not low <= self.hydration <= high:
            thing = "a cracker" if self.hydration < low else "a batter"
            yield f"a hydration of {self.hydration:.0%} makes {thing}".replace("%", " %")
        salt = sum(line.percentage for line in self.lines() if line.name == "salt")
        if salt > 2.5:
            yield f"{salt:.1f} % salt is more than yeast likes"

    # What can be done with it.

    def scale(self, *, to: float | None = None, by: float | None = None, loaves: int | None = None) -> Formula:
        """Makes more or less of the same dough.

        Exactly one of the three is given.

        Args:
            to: The weight of the whole dough, in grams.
            by: A factor.
            loaves: The number of loaves.

        Raises:
            TypeError: If none or more than one of them is given.

        Example:
            >>> dough = Formula.from_percentages("Plain", bread=100, water=65, salt=2)
            >>> dough.scale(to=835).flour_weight
            500.0
            >>> dough.scale(loaves=3).weight
            5010.0
        """
        match (to, by, loaves):
            case (grams, None, None) if grams is not None:
                factor = grams / self.weight
            case (None, times, None) if times is not None:
                factor = times
            case (None, None, count) if count is not None:
                factor = count / self.loaves
            case _:
                raise TypeError("give exactly one of `to`, `by` and `loaves`")
        scaled = [ingredient.times(factor) for ingredient in self.ingredients]
        return replace(self, ingredients=scaled, loaves=self.loaves if loaves is None else loaves)

    def shopping(self, pantry: Pantry[str, float]) -> dict[str, float]:
        """What has to be bought, in grams.

        Args:
            pantry: What there is already.

        Returns:
            What is missing of each ingredient; nothing that is there in full. Water comes from the tap.
        """
        missing = {line.name: line.weight - pantry.get(line.name, 0.0) for line in self.lines()}
        return {name: grams for name, grams in missing.items() if grams > 0 and name != "water"}

    def describe(self, *, step: float = 1, imperial: bool = False) -> str:
        """The formula as text, a line for each ingredient.

        Args:
            step: The finest step of the scale, in grams.
            imperial: Whether to write pounds and ounces.
        """
        width = max(len(ingredient.name) for ingredient in self.ingredients)
        rows = [f"{self.name}, {format_weight(self.weight, step=step, imperial=imperial)}"]
        column = 12 if imperial else 7
        for line in self.lines():
            weight = format_weight(line.weight, step=step, imperial=imperial)
            rows.append(f"  {line.name:{width}} {weight:>{column}} {line.percentage:>6.1f} %")
        return "\n".join(rows)

    @overload
    def __getitem__(self, key: int) -> Ingredient: ...
    @overload
    def __getitem__(self, key: str) -> Ingredient: ...
    @overload
    def __getitem__(self, key: slice) -> list[Ingredient]: ...
    def __getitem__(self, key: int | str | slice) -> Ingredient | list[Ingredient]:
        """An ingredient by its place or its name, or several by a slice."""
        if isinstance(key, str):
            for ingredient in self.ingredients:
                if ingredient.name == key:
                    return ingredient
            raise KeyError(key)
        return self.ingredients[key]

    def __iter__(self) -> Iterator[Ingredient]:
        return iter(self.ingredients)

    def __len__(self) -> int:
        return len(self.ingredients)

    def __add__(self, other: Formula) -> Formula:
        """Both doughs in one bowl; see `blend`."""
        return blend(self, other)


class FormulaView:
    """A formula that nobody can change, with what is costly to work out kept.

    Args:
        formula: The formula. It should not change any more.
    """

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    @cached_property
    def protein(self) -> float:
        """The protein of the blend of flours, in percent."""
        known = [(self.formula[name].weight, flour) for name, flour in self.formula.flours.items()]
        return sum(weight * flour.protein for weight, flour in known) / sum(weight for weight, _ in known)

    @cached_property
    def absorption(self) -> float:
        """The hydration at which this blend makes a dough of medium firmness."""
        known = [(self.formula[name].weight, flour) for name, flour in self.formula.flours.items()]
        return sum(weight * flour.absorption for weight, flour in known) / sum(weight for weight, _ in known)

    @property
    def is_soft(self) -> bool:
        """Whether there is more water than the flours ask for."""
        return self.formula.hydration > self.absorption


@overload
def blend(formula: Formula, /) -> Formula:
    """One formula stays as it is."""


@overload
def blend(formula: Formula, /, *others: Formula, name: str | None = None) -> Formula:
    """Several formulas become one, with equal ingredients added up."""


@overload
def blend(formulas: Iterable[Formula], /, *, name: str) -> Formula:
    """Any number of formulas become one, which needs a name then."""


def blend(first: Formula | Iterable[Formula], /, *others: Formula, name: str | None = None) -> Formula:
    """Puts doughs into one bowl.

    Args:
        first: A formula, or all of them.
        *others: The rest, if `first` is a formula.
        name: What the result is called; by default the names with a plus between them.

    Returns:
        A formula in which every ingredient appears once, in the order of first appearance.

    Example:
        >>> poolish = Formula.from_percentages("Poolish", 200, bread=100, water=100)
        >>> rest = Formula.from_percentages("Rest", 300, bread=100, water=50, salt=3)
        >>> dough = blend(poolish, rest)
        >>> dough.name, f"{dough.hydration:.0%}", len(dough)
        ('Poolish + Rest', '70%', 3)
    """
    formulas = [first, *others] if isinstance(first, Formula) else [*first, *others]
    merged: dict[str, Ingredient] = {}
    for ingredient in (ingredient for formula in formulas for ingredient in formula):
        known = merged.get(ingredient.name)
        weight = ingredient.weight + (known.weight if known else 0.0)
        merged[ingredient.name] = replace(known or ingredient, weight=weight)
    joined = " + ".join(formula.name for formula in formulas)
    return Formula(name or joined, list(merged.values()))
