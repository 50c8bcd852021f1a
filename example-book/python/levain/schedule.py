"""Timetables that end with warm bread.

A bread is a list of `Step`. `plan` puts the steps before the moment when the bread shall be ready, and a `Timetable`
says what to do when:

    >>> steps = [Step("mix", minutes=20), Step("bulk", hours=4), Step("bake", minutes=45)]
    >>> table = plan(steps, ready=datetime(2024, 6, 1, 9, 0))
    >>> print(table)
    03:55  mix
    04:15  bulk
    08:15  bake
    09:00  ready

Nobody wants to mix at four in the morning, which is what `Timetable.retard` is for.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Literal, overload, override

from .errors import ScheduleError
from .ferment import equivalent_hours

type Moment = datetime
"""A point in time; naive, because bread is local."""

type Slot[T] = tuple[Moment, T]
"""Something and when it begins."""

type Quiet = Callable[[datetime], bool]
"""Whether the baker wants to sleep at some time."""

type Kind = Literal["work", "rest", "heat"]
"""What a step asks of the baker: hands, nothing, or an oven."""


def at_night(moment: datetime) -> bool:
    """Whether decent people sleep: from ten to six."""
    return not 6 <= moment.hour < 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How long something takes.

    Attributes:
        hours: Whole hours or parts of them.
        minutes: Added to the hours.
    """

    hours: float = 0
    minutes: float = 0

    @property
    def duration(self) -> timedelta:
        """Both together."""
        return timedelta(hours=self.hours, minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Step(Span):
    """One thing to do, or to wait for.

    Args:
        name: What to do.
        kind: What it asks of the baker.
        temperature: How warm the dough is meanwhile.
        needs: Names of steps that must be over before, wherever they stand in the list.
    """

    name: str
    kind: Kind = "work"
    temperature: float = 24.0
    needs: tuple[str, ...] = field(default=(), kw_only=True)


class Timetable[T]:
    """Things in the order of their time.

    Type parameters:
        T: What happens; for bread, a `Step`.

    Args:
        slots: The things with their beginnings, in any order.
        ready: When everything is over.
    """

    def __init__(self, slots: Iterable[Slot[T]], /, ready: Moment) -> None:
        self._slots: list[Slot[T]] = sorted(slots, key=lambda slot: slot[0])
        self.ready = ready
        """When everything is over."""

    @property
    def start(self) -> Moment:
        """When the first thing begins."""
        return self._slots[0][0] if self._slots else self.ready

    def at(self, moment: Moment, /) -> T | None:
        """What is going on at some time.

        Returns:
            The latest thing that has begun; `None` before the first and once everything is over.
        """
        place = bisect_right(self._slots, moment, key=lambda slot: slot[0])
        return self._slots[place - 1][1] if place and moment < self.ready else None

    def map[U](self, function: Callable[[T], U], /) -> Timetable[U]:
        """The same times with other things.

        Type parameters:
            U: What the other things are.

        Args:
            function: Makes one of the other from one of these.
        """
        return Timetable([(moment, function(item)) for moment, item in self._slots], self.ready)

    def shift(self, by: timedelta) -> Timetable[T]:
        """Everything earlier or later."""
        return Timetable([(moment + by, item) for moment, item in self._slots], self.ready + by)

    def gaps(self) -> Iterator[timedelta]:
        """Goes through the times from each beginning to the next, the last one to the end."""
        moments = [moment for moment, _ in self._slots] + [self.ready]
        for before, after in pairwise(moments):
            yield after - before

    @overload
    def __getitem__(self, key: int) -> Slot[T]: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Slot[T]]: ...
    def __getitem__(self, key):
        return self._slots[key]

    def __len__(self) -> int:
        return len(self._slots)

    def __iter__(self) -> Iterator[Slot[T]]:
        yield from self._slots

    def __contains__(self, moment: object) -> bool:
        """Whether a moment lies between the beginning and the end."""
        return isinstance(moment, datetime) and self.start <= moment < self.ready

    def __str__(self) -> str:
        rows = [f"{moment:%H:%M}  {getattr(item, 'name', item)}" for moment, item in self]
        return "\n".join([*rows, f"{self.ready:%H:%M}  ready"])


class BreadTimetable(Timetable[Step]):
    """A timetable of steps, which knows about dough and sleep."""

    def wakings(self, quiet: Quiet = at_night) -> Iterator[Slot[Step]]:
        """Goes through the steps that would get the baker out of bed.

        Args:
            quiet: Whether the baker wants to sleep at some time.
        """
        yield from ((moment, step) for moment, step in self if step.kind != "rest" and quiet(moment))

    def retard(self, name: str, *, temperature: float = 4.0) -> BreadTimetable:
        """Puts a step into the fridge, where it takes longer.

        Args:
            name: The step; one during which the dough rests.
            temperature: How cold the fridge is.

        Returns:
            A timetable that ends at the same time and starts earlier.

        Raises:
            ScheduleError: If there is no such step, or there is work to do in it.

        Example:
            >>> steps = [Step("mix"), Step("proof", "rest", hours=2), Step("bake", "heat", minutes=45)]
            >>> table = plan(steps, ready=datetime(2024, 6, 1, 9, 0)).retard("proof")
            >>> print(table)
            22:34  mix
            22:34  proof
            08:15  bake
            09:00  ready
        """
        steps = [step for _, step in self]
        found = next((step for step in steps if step.name == name), None)
        if found is None or found.kind != "rest":
            raise ScheduleError(f"no resting step is called {name!r}")
        hours = found.duration / timedelta(hours=1)
        per_hour = equivalent_hours(1.0, temperature, reference=found.temperature)
        slow = replace(found, hours=hours / per_hour, minutes=0, temperature=temperature)
        return plan([slow if step is found else step for step in steps], ready=self.ready)

    @override
    def shift(self, by: timedelta) -> BreadTimetable:
        """Everything earlier or later, and still about bread."""
        return BreadTimetable([(moment + by, step) for moment, step in self], self.ready + by)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Sorts steps so that everything comes after what it needs.

    Steps that could come in any order keep that of the list.

    Args:
        steps: The steps.

    Raises:
        ScheduleError: If a step needs one that is not there, or two need each other.

    Example:
        >>> steps = [Step("bake", needs=("heat", "proof")), Step("proof", needs=()), Step("heat", needs=("proof",))]
        >>> [step.name for step in in_order(steps)]
        ['proof', 'heat', 'bake']
    """
    places = {step.name: place for place, step in enumerate(steps)}
    waiting = {step.name: len(step.needs) for step in steps}
    followers: dict[str, list[str]] = {step.name: [] for step in steps}
    for step in steps:
        for need in step.needs:
            if need not in followers:
                raise ScheduleError(f"{step.name!r} needs {need!r}, which is not a step")
            followers[need].append(step.name)
    free = [places[name] for name, count in waiting.items() if count == 0]
    heapq.heapify(free)
    ordered: list[Step] = []
    while free:
        step = steps[heapq.heappop(free)]
        ordered.append(step)
        for follower in followers[step.name]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heapq.heappush(free, places[follower])
    if len(ordered) < len(steps):
        stuck = sorted(name for name, count in waiting.items() if count)
        raise ScheduleError(f"these steps wait for each other: {', '.join(stuck)}")
    return ordered


def plan(
    steps: Sequence[Step],
    *,
    ready: Moment,
    spare: timedelta = timedelta(0),
    names: Mapping[str, str] | None = None,
    not_before: Moment | None = None,
) -> BreadTimetable:
    """Puts steps before the moment when the bread shall be ready.

    Args:
        steps: What to do. Steps that need others may stand anywhere.
        ready: When the bread shall be ready.
        spare: Time to keep in hand before that, for the things that go wrong.
        names: Other names for some steps, as for a translation.
        not_before: When the baker comes home.

    Returns:
        The timetable.

    Raises:
        ScheduleError: If it would have to start before `not_before`, or the steps have no order.

    See Also:
        `BreadTimetable.retard`, for a start at a better hour.
    """
    ordered = in_order(steps)
    if names:
        ordered = [replace(step, name=names.get(step.name, step.name)) for step in ordered]
    durations = list(accumulate((step.duration for step in reversed(ordered)), initial=spare))[1:]
    slots = [(ready - before, step) for step, before in zip(reversed(ordered), durations, strict=True)]
    table = BreadTimetable(slots[::-1], ready)
    if not_before is not None and table.start < not_before:
        late = not_before - table.start
        raise ScheduleError(f"too late by {late}", hint="bake tomorrow, or warm the dough")
    return table
