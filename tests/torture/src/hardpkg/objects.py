import functools


class Widget:
    """A widget."""

    def __init__(self, size, flag=False):
        self.size = size
        if flag:
            self.conditional = 1
            """Set in a branch."""
        self.left, self.right = size, size

    def prepare(self):
        self.prepared = True
        """Set in another method."""

    @property
    def managed(self) -> int:
        """The getter."""
        return 1

    @managed.setter
    def managed(self, value: int) -> None:
        """The setter."""

    @managed.deleter
    def managed(self) -> None:
        """The deleter."""

    @functools.cached_property
    def lazily(self) -> int:
        """Worked out once."""
        return 1

    def _get_called(self) -> str:
        """Its getter."""
        return ""

    def _set_called(self, value: str) -> None:
        pass

    called = property(_get_called, _set_called, doc="Made by a call.")
    only_read = property(_get_called)


class Meta(type):
    def __new__(mcs, name, bases, namespace, flag=False):
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace, flag=False):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        return super().__call__(*args, **kwargs)


class WithMeta(metaclass=Meta, flag=True):
    """Has keywords."""

    def __init__(self, size: int) -> None:
        self.size = size


class DocumentedInside:
    __doc__ = "By assignment in the class."


def documented_outside():
    pass


documented_outside.__doc__ = "By assignment to the attribute."


@functools.singledispatch
def disp(value):
    """The generic function."""


@disp.register
def _(value: int):
    """For int."""


@disp.register(str)
def _disp_str(value):
    """For str."""


def literals(a=1.0e10, b=1_000, c=0xFF, d='quoted'):
    """Defaults as written."""


class Base:
    def am(self):
        """What it does."""


class Impl(Base):
    def am(self):
        return 1


class TupleSlots:
    """Attributes that nothing else binds."""

    __slots__ = ("first", "second", "__weakref__")


class ListSlots(TupleSlots):
    __slots__ = ["third"]


class StringSlots:
    __slots__ = "only"


class DictSlots:
    __slots__ = {"documented": "By the\n    dictionary.", "bound": "Overruled."}

    def __init__(self, bound: int):
        self.bound = bound
        """By the assignment."""
