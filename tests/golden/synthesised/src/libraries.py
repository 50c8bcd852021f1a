"""Classes of attrs, pydantic, msgspec and SQLAlchemy."""

from typing import Annotated, ClassVar, Optional

import attr
import attrs
import msgspec
import pydantic
from attrs import Factory, define, field, frozen
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.dataclasses import dataclass as checked
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


@define
class Shape:
    _name: str
    sides: int = 4
    tags: list[str] = Factory(list)
    size: float = field(default=1.0, kw_only=True)
    area: float = field(init=False, default=0.0)
    kind: ClassVar[str] = "shape"
    ratio: int = field(converter=int, alias="factor")

    @ratio.default
    def _ratio(self) -> int:
        return 1


@frozen(kw_only=True)
class Square(Shape):
    sides: int = 4
    edge: int = 1


@define
class ByCall:
    x = field(default=1)
    y: int = field(factory=dict)
    ignored: int = 3


@attr.s
class Old:
    x = attr.ib()
    y = attr.ib(3)
    z = attr.ib(default=attr.Factory(list), type=list)
    plain: int = 1


@attr.s(auto_attribs=True, kw_only=True)
class OldAnnotated(Old):
    w: int = 0


@attr.dataclass
class Easter:
    egg: int = 1
    __secret: int = 2


@attrs.define(init=False)
class NoInit:
    x: int


@attrs.define
class Written:
    x: int

    def __init__(self) -> None:
        self.x = 1


class User(BaseModel):
    """A user."""

    model_config = ConfigDict(frozen=True)
    registry: ClassVar[dict] = {}

    id: int
    name: str = "x"
    tags: list[str] = Field(default_factory=list, description="Words.")
    age: Optional[int] = Field(None, ge=0)
    mail: str = Field(alias="eMail")
    must: int = Field(...)
    score: Annotated[int, Field(default=3, gt=0)]
    _cache: dict = PrivateAttr(default_factory=dict)


class Admin(User):
    name: str
    level: int = 1


class Open(pydantic.BaseModel, extra="allow"):
    x: int


class Custom(BaseModel):
    x: int

    def __init__(self, x: int) -> None:
        super().__init__(x=x)


@checked
class Checked:
    x: int
    y: int = Field(default=2, kw_only=True)
    z: list[int] = Field(default_factory=list)


class Struct(msgspec.Struct, kw_only=True):
    a: int
    b: int = 1
    kind: ClassVar[str] = "s"


class StructHeir(Struct):
    c: str
    d: list[int] = msgspec.field(default_factory=list)


class Table(MappedAsDataclass, DeclarativeBase):
    pass


class Row(Table):
    __tablename__ = "row"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str]
    note: Mapped[Optional[str]] = mapped_column(default=None)


class Loose(BaseModel):
    model_config = {"extra": "allow"}

    in_: str = Field(alias="in")


class LooseHeir(Loose):
    more: int = 0
