import sys

if sys.version_info >= (3, 99):

    def versioned(a):
        """A"""

else:

    def versioned(b):
        """B"""


try:
    import sys as _sys

    def attempted(a):
        """A"""

except ImportError:

    def attempted(b):
        """B"""


if len(sys.path) >= 0:
    first_of_if = 1

    def second_of_if():
        """Second."""

    class ThirdOfIf:
        """Third."""


with open(__file__) as opened:
    in_with = 1

for counter in range(2):
    in_for = counter

if __name__ == "__main__":
    only_when_run = 1

a, b = 1, 2
del b

c = d = 3

#: Above, in
#: two lines.
commented_above = 1

commented_behind = 2  #: Behind.

if (walrus := 5) > 4:
    pass
