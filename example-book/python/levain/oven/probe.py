"""A thermometer in the loaf, read without waiting for it.

Everything here is asynchronous: bread takes its time, and a program has other things to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import NamedTuple, Self

from ..hooks import logged
from ..units import Celsius

DONE = Celsius(96.0)
"""The crumb is set at this temperature."""


class Reading(NamedTuple):
    """What a probe said, and when."""

    minute: float
    temperature: Celsius

    @property
    def done(self) -> bool:
        """Whether the bread can come out."""
        return self.temperature >= DONE


class Probe:
    """A thermometer with a wire.

    Args:
        read: Tells the temperature, in degrees Celsius.
        interval: Seconds between two readings.

    Example:
        >>> temperatures = iter([24.0, 61.0, 88.0, 97.5])
        >>> async def sensor() -> float:
        ...     return next(temperatures)
        >>> async def main() -> list[float]:
        ...     async with Probe(sensor, interval=0) as probe:
        ...         return [reading.temperature async for reading in probe]
        >>> asyncio.run(main())
        [24.0, 61.0, 88.0, 97.5]
    """

    def __init__(self, read: Callable[[], Awaitable[float]], /, *, interval: float = 30.0) -> None:
        self._read = read
        self.interval = interval
        self.connected = False

    async def __aenter__(self) -> Self:
        """Switches the probe on."""
        self.connected = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Switches it off, whatever happened."""
        self.connected = False

    async def __aiter__(self) -> AsyncIterator[Reading]:
        """Reads again and again, until the bread is done.

        Yields:
            A reading for each interval; the last one is the first of a bread that is done.

        Raises:
            RuntimeError: If the probe is not switched on.
        """
        if not self.connected:
            raise RuntimeError("use the probe in `async with`")
        minute, done = 0.0, False
        while not done:
            reading = Reading(minute, Celsius(await self._read()))
            yield reading
            done = reading.done
            minute += self.interval / 60
            await asyncio.sleep(0 if done else self.interval)

    @logged
    async def wait(self, *, until: Celsius = DONE) -> Reading:
        """Waits for a temperature.

        Args:
            until: The temperature; higher ones than `DONE` are never reached by bread.

        Returns:
            The first reading that is not below it.
        """
        last = Reading(0.0, Celsius(0.0))
        async for last in self:
            if last.temperature >= until:
                break
        return last


@asynccontextmanager
async def watch(probe: Probe, /, *, patience: float = 7200) -> AsyncIterator[asyncio.Task[Reading]]:
    """Reads a probe in the background.

    Args:
        probe: The probe.
        patience: Seconds after which to give up.

    Yields:
        The task that ends with the bread. It is cancelled if the block ends before.
    """
    async with probe, asyncio.timeout(patience):
        task = asyncio.create_task(probe.wait())
        try:
            yield task
        finally:
            task.cancel()


async def bake(*probes: Probe, turn: Callable[[], None] | None = None) -> list[Reading]:
    """Waits for several loaves at once.

    Args:
        *probes: One for each loaf.
        turn: Called when the first one is done, to turn the others.

    Returns:
        The last reading of each, in the order of `probes`.

    Note:
        A failing probe ends the bake. Bread without a thermometer is a matter for the baker's knuckles.
    """

    async def one(probe: Probe) -> Reading:
        async with probe:
            return await probe.wait()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(probe)) for probe in probes]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if turn is not None:
            turn()
    return [task.result() for task in tasks]
