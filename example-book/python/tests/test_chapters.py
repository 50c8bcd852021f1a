"""Runs the code in the chapters of the book that this package comes with.

In each chapter, `python` and `pycon` blocks run one after the other, as a reader would type them. A block that only makes
sense with an oven at hand is marked `python,ignore`.
"""

import doctest
import re
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

CHAPTERS = Path(__file__).parents[2] / "src"
BLOCK = re.compile(r"^```(python|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Chapters(unittest.TestCase):
    """The chapters of the book."""

    def test_code_in_every_chapter_runs(self) -> None:
        """Code runs without an error and sessions show what they show in the book."""
        count = 0
        for chapter in sorted(CHAPTERS.glob("*.md")):
            names: dict[str, object] = {}
            for language, code in BLOCK.findall(chapter.read_text(encoding="utf-8")):
                count += 1
                with self.subTest(chapter=chapter.name, code=code):
                    if language == "python":
                        with redirect_stdout(StringIO()):
                            exec(code, names)
                    else:
                        self.run_session(code, names, chapter.name)
        self.assertGreater(count, 10)

    def run_session(self, code: str, names: dict[str, object], name: str) -> None:
        """Runs an interactive session and compares its output."""
        test = doctest.DocTestParser().get_doctest(code, names, name, name, 0)
        said: list[str] = []
        result = doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
        names.update(test.globs)
        self.assertEqual(result.failed, 0, "".join(said))
