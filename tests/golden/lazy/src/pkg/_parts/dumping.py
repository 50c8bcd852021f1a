from .nowhere import gone


def dumped(table: "Table") -> str:
    """A table as text."""
