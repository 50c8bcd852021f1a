__all__ = ["one"]
one = 1
_two = 2
