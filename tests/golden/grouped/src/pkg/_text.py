class Lower:
    """Small letters."""

    def apply(self, text: str) -> str:
        """Makes them small."""


def upper(text: str) -> str:
    """Makes letters large."""
