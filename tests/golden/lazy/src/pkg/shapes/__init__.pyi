from typing import Any

from . import _round
from ._round import Circle
