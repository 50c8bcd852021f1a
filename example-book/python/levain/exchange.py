"""Formulas as JSON, for other programs and for one's future self."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, NotRequired, Required, TypedDict, Unpack, cast

from ._compat import deprecated
from ._formula import Formula, Ingredient
from .errors import FormulaError

__all__ = ["FORMAT", "FormulaRecord", "IngredientRecord", "JsonOptions", "dump", "dumps", "load", "loads", "save"]

FORMAT: Literal[2] = 2
"""The version of the format that is written. Version 1 had no notes and is still read."""


class IngredientRecord(TypedDict):
    """An ingredient as an object of JSON."""

    name: str
    weight: float
    """In grams."""
    flour: NotRequired[bool]
    water: NotRequired[float | None]


class FormulaRecord(TypedDict, total=False):
    """A formula as an object of JSON."""

    format: Required[Literal[1, 2]]
    name: Required[str]
    ingredients: Required[list[IngredientRecord]]
    loaves: int
    notes: list[str]
    """Since version 2."""


class JsonOptions(TypedDict, total=False):
    """How the text looks; the options of `json.dumps` that make sense here."""

    indent: int | str | None
    sort_keys: bool
    ensure_ascii: bool


def to_record(formula: Formula, /) -> FormulaRecord:
    """Turns a formula into plain data."""
    ingredients: list[IngredientRecord] = [
        {"name": ingredient.name, "weight": ingredient.weight, "flour": ingredient.flour, "water": ingredient.water}
        for ingredient in formula
    ]
    return {
        "format": FORMAT,
        "name": formula.name,
        "ingredients": ingredients,
        "loaves": formula.loaves,
        "notes": formula.notes,
    }


def from_record(record: FormulaRecord, /) -> Formula:
    """Makes a formula of plain data.

    Raises:
        FormulaError: If the data is of a later version.
    """
    if record["format"] > FORMAT:
        raise FormulaError(f"format {record['format']} is newer than this program", hint="update levain")
    ingredients = [
        Ingredient(entry["name"], entry["weight"], flour=entry.get("flour", False), water=entry.get("water"))
        for entry in record["ingredients"]
    ]
    notes = list(record.get("notes", []))
    return Formula(record["name"], ingredients, loaves=record.get("loaves", 1), notes=notes)


def dumps(formula: Formula, /, **options: Unpack[JsonOptions]) -> str:
    """Writes a formula as text.

    Args:
        formula: The formula.
        **options: How the text looks.

    Example:
        >>> dough = Formula.from_percentages("Plain", 100, bread=100, water=65)
        >>> loads(dumps(dough)) == dough
        True
    """
    return json.dumps(to_record(formula), **cast("dict[str, Any]", options))


def loads(text: str | bytes, /) -> Formula:
    """Reads a formula from text.

    Args:
        text: JSON, as `dumps` writes it.

    Raises:
        FormulaError: If it is no JSON, or not that of a formula.

    Example:
        >>> loads("[]")
        Traceback (most recent call last):
        ...
        levain.errors.FormulaError: this is not a formula
    """
    try:
        return from_record(json.loads(text))
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise FormulaError("this is not a formula") from error


def dump(formula: Formula, path: Path, /, **options: Unpack[JsonOptions]) -> None:
    """Writes a formula to a file.

    Args:
        formula: The formula.
        path: Where to. What is there is replaced.
        **options: How the text looks.
    """
    path.write_text(dumps(formula, **options) + "\n", encoding="utf-8")


def load(path: Path, /) -> Formula:
    """Reads a formula from a file."""
    return loads(path.read_bytes())


@deprecated("use `dump`, which takes the formula first")
def save(path: str, formula: Formula) -> None:
    """Writes a formula to a file.

    Deprecated:
        1.3: Use `dump`, which takes the formula first as every other function here does.
    """
    dump(formula, Path(path))
