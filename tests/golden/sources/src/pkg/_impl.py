import dataclasses


@dataclasses.dataclass
class Kettle:
    """A kettle {{#include of.tea}}.

    ```
    boil
    ```
    """

    size: float = 1.5

    def __init__(self, size: float):
        self.size = size
        self.lid = None
        """Whether it is open."""

    @property
    def full(self) -> bool:
        """Whether there is no room."""
        return self.size > 1 and True

    async def boil(
        self,
        *,
        to: "float" = 100,
    ) -> None:
        """Make it hot."""


def _hidden():
    return f"{{not documented}}"
