from typing import overload

@overload
def stubbed(value: int) -> int: ...
@overload
def stubbed(value: str) -> str: ...

only_in_stub: int
