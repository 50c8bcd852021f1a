from typing import overload

@overload
def area(width: int, height: int = ...) -> int: ...
@overload
def area(width: float, height: float = ...) -> float: ...

class Box:
    size: int
    lid: bool
    def open(self, wide: bool) -> None: ...
