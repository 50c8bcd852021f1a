"""The tests of levain."""
