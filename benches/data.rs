//! Inputs that are made from a seed: the same bytes on every machine.

/// Python source of about `items` classes and functions, documented in Google's style.
pub(crate) fn module(items: usize) -> String {
    let mut source =
        "\"\"\"A module made for measuring.\n\nIt has classes and functions of usual size.\n\"\"\"\n\n\
                      from __future__ import annotations\n\nimport re\nfrom typing import Any, Iterable\n\n\n"
            .to_owned();
    for number in 0..items {
        source.push_str(&class(number));
        source.push_str(&function(number));
    }
    source
}

fn class(number: usize) -> String {
    format!(
        "class Shape{number}(Base, metaclass=Meta):\n    \"\"\"A shape with {number} sides.\n\n    Attributes:\n        \
         sides: How many sides it has.\n    \"\"\"\n\n    sides: int = {number}\n\n    \
         def __init__(self, name: str, *, size: float = 1.0) -> None:\n        self.name = name\n        \
         self._area = size ** 2  # squared\n\n    @property\n    def area(self) -> float:\n        \
         \"\"\"The area.\"\"\"\n        return self._area\n\n\n"
    )
}

fn function(number: usize) -> String {
    format!(
        "def scale_{number}(shapes: Iterable[Shape{number}], by: float = 2.0, **options: Any) -> list[Shape{number}]:\n    \
         \"\"\"Scale shapes.\n\n    Args:\n        shapes: What to scale.\n        by: How much.\n        options: Passed on to \
         :func:`scale_0`.\n\n    Returns:\n        The scaled shapes, in order.\n\n    Raises:\n        ValueError: If `by` is \
         negative.\n    \"\"\"\n    result = []\n    for shape in shapes:\n        if re.match(\"a+\", shape.name):\n            \
         result.append(shape)\n        else:\n            result.extend([shape, shape])\n    return result\n\n\n"
    )
}
