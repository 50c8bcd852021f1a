"""Classes that declare themselves with `dataclass_transform` (PEP 681)."""

from typing import Any, Callable, TypeVar

from typing_extensions import dataclass_transform

T = TypeVar("T", bound=type)


def item(*, default: Any = ..., factory: Callable[[], Any] = ..., kw_only: bool = False, alias: str = "") -> Any:
    return default


def computed(*, init: bool = False) -> Any:
    return None


def make_init(cls, names):
    code = "def __init__(self, " + ", ".join(names) + "): pass"
    space = {}
    exec(compile(code, "<made>", "exec"), space)
    cls.__init__ = space["__init__"]
    return cls


@dataclass_transform(field_specifiers=(item, computed))
def record(cls: T) -> T:
    wanted = {"Account": ["name", "nick='x'", "*", "key=0"]}
    return make_init(cls, wanted[cls.__name__])


@record
class Account:
    name: str
    nick: str = item(default="x", alias="nick")
    key: int = item(default=0, kw_only=True)
    total: int = computed()


@dataclass_transform(kw_only_default=True, field_specifiers=(item,))
class ModelMeta(type):
    def __new__(mcs, name, bases, space):
        cls = super().__new__(mcs, name, bases, space)
        if name == "Customer":
            make_init(cls, ["*", "id", "tags=()"])
        if name == "Wholesaler":
            make_init(cls, ["*", "id", "tags=()", "rebate=0.1"])
        return cls


class ModelBase(metaclass=ModelMeta):
    def __init__(self, **values: Any) -> None:
        pass


class Customer(ModelBase):
    id: int
    tags: list[str] = item(factory=list)


class Wholesaler(Customer):
    rebate: float = 0.1


@dataclass_transform(field_specifiers=(item,))
class Registered:
    def __init_subclass__(cls) -> None:
        make_init(cls, ["size", "label='l'"])


class Listed(Registered):
    size: int
    label: str = "l"
