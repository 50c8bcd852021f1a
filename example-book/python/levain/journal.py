"""What the baker writes down.

There is always one current journal. Where none was opened, it is one that nobody keeps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from ._compat import data_home

if TYPE_CHECKING:
    from io import TextIOWrapper

    from .schedule import BreadTimetable


class Entry(str):
    """A line of a journal: a string that knows when it was written."""

    __slots__ = ("when",)

    when: datetime
    """When it was written."""

    def __new__(cls, text: str, /, when: datetime | None = None) -> Self:
        """Makes an entry.

        Args:
            text: What happened.
            when: The time; now, if not given.
        """
        self = super().__new__(cls, text)
        self.when = when or datetime.now()
        return self


class Journal:
    """A journal in a file, or in memory only.

    It is a context manager: inside of `with` it is the current one.

    Args:
        path: Where it is kept; `None` for one that goes away.
        limit: Entries to keep in memory.

    Example:
        >>> with Journal() as journal:
        ...     current().write("fed the starter")
        ...     current().write("folded")
        >>> [str(entry) for entry in journal]
        ['fed the starter', 'folded']
    """

    default_path: ClassVar[Path] = data_home() / "levain" / "journal.txt"
    """Where a journal is kept if its owner has no wishes."""

    entries: deque[Entry]
    """What was written last."""

    def __init__(self, path: Path | None = None, *, limit: int = 1000) -> None:
        self.path = path
        self.entries = deque(maxlen=limit)
        self._file: TextIOWrapper | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Opens the file, and becomes the current journal."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._stack.enter_context(self.path.open("a", encoding="utf-8"))
        token = _current.set(self)
        self._stack.callback(_current.reset, token)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> bool | None:
        """Writes down what went wrong, if something did, and closes the file."""
        if error is not None:
            self.write(f"gave up: {error}")
        self._file = None
        return self._stack.__exit__(kind, error, traceback)

    def __iter__(self) -> Iterator[Entry]:
        yield from self.entries

    def write(self, text: str, /, *, when: datetime | None = None) -> None:
        """Adds an entry.

        Args:
            text: What happened, on one line.
            when: The time; now, if not given.
        """
        entry = Entry(text, when)
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(f"{entry.when:%Y-%m-%d %H:%M} {entry}\n")

    def follow(self, table: BreadTimetable) -> Generator[str, bool, int]:
        """Goes through a timetable together with the baker.

        Send `True` when a step is done, and `False` when it was left out.

        Args:
            table: What to do when.

        Yields:
            The name of the next step.

        Receives:
            Whether the last one was done.

        Returns:
            The number of steps that were done.

        Example:
            >>> from levain import Step, plan
            >>> steps = plan([Step("mix"), Step("fold"), Step("bake")], ready=datetime(2024, 6, 1, 9))
            >>> day = Journal().follow(steps)
            >>> next(day), day.send(True), day.send(False)
            ('mix', 'fold', 'bake')
        """
        done = 0
        for moment, step in table:
            if (yield step.name):
                done += 1
                self.write(step.name, when=moment)
        return done


_current: ContextVar[Journal] = ContextVar("_current", default=Journal())


def current() -> Journal:
    """The journal to write to."""
    return _current.get()


@contextmanager
def chapter(title: str, /, **facts: Any) -> Generator[Journal]:
    """Frames what follows with a beginning and an end.

    Args:
        title: What it is about.
        **facts: Anything worth remembering, written behind the title.

    Yields:
        The current journal.

    Example:
        >>> with Journal() as journal, chapter("rye", flour="400 g"):
        ...     current().write("mixed")
        >>> list(map(str, journal))
        ['rye: flour 400 g', 'mixed', 'end of rye']
    """
    journal = current()
    journal.write(": ".join([title, *(f"{name} {value}" for name, value in facts.items())]))
    try:
        yield journal
    finally:
        journal.write(f"end of {title}")
