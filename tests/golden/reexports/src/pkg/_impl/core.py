"""Not shown."""


class Thing:
    """The thing; made by :func:`make`, held by :class:`~pkg.public.Open`."""

    def twin(self) -> "Thing":
        """Another one."""


def make() -> Thing:
    """Makes a thing."""
