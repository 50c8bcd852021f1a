"""The command line: `python -m levain country --weight 900`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import __version__
from .errors import LevainError
from .hooks import breads, load_all
from .units import parse_weight


def parser() -> argparse.ArgumentParser:
    """Makes the parser of the arguments."""
    made = argparse.ArgumentParser(prog="levain", description="Prints the formula of a bread.")
    made.add_argument("bread", nargs="?", help="its name; without one, all names are listed")
    made.add_argument("--weight", help="the weight of the dough, such as 900g or '2 lb'")
    made.add_argument("--imperial", action="store_true", help="pounds and ounces")
    made.add_argument("--version", action="version", version=__version__)
    return made


def main(arguments: Sequence[str] | None = None, /) -> int:
    """Runs the command.

    Args:
        arguments: The words after the name of the program; those of the process, if not given.

    Returns:
        The exit code: 0, or 1 if there is no such bread.

    Example:
        >>> main(["rye", "--weight", "1 kg"])
        Rye loaf, 1.000 kg
          whole rye   397 g   69.6 %
          water       419 g   73.4 %
          bread       173 g   30.4 %
          salt         11 g    2.0 %
        0
    """
    options = parser().parse_args(arguments)
    load_all()
    known = dict(breads())
    if options.bread is None:
        print(*known, sep="\n")
        return 0
    try:
        formula = known[options.bread]()
        if options.weight:
            formula = formula.scale(to=parse_weight(options.weight))
    except KeyError:
        print(f"levain: no bread is called {options.bread!r}", file=sys.stderr)
        return 1
    except (LevainError, ValueError) as error:
        print(f"levain: {error}", file=sys.stderr)
        return 1
    print(formula.describe(imperial=options.imperial))
    return 0


if __name__ == "__main__":
    sys.exit(main())
