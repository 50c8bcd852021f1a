"""Runs the examples in the docstrings of every module."""

import doctest
import pkgutil
import unittest
from importlib import import_module

import levain
import levain.formulas


def load_tests(
    loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: str | None
) -> unittest.TestSuite:
    """Adds one suite for each module; `unittest` calls this by its name."""
    names = ["levain"]
    for package in (levain, levain.formulas):
        walked = pkgutil.walk_packages(package.__path__, package.__name__ + ".")
        names.extend(module.name for module in walked)
    for name in names:
        tests.addTest(doctest.DocTestSuite(import_module(name)))
    return tests
