//! Parsing of docstrings, on one thread. Run with `cargo bench --bench docstring`.

use divan::Bencher;
use divan::counter::BytesCount;
use mdbook_autodoc::docstring::{Style, parse};

const GOOGLE: &str = "Scale shapes.\n\nThe shapes are *scaled* in place, see :func:`scale`.\n\nArgs:\n    shapes: What to scale.\n    \
                      by (float, optional): How much. Defaults to 2.\n\nReturns:\n    list[Shape]: The scaled shapes.\n\nRaises:\n    \
                      ValueError: If ``by`` is negative.\n";
const NUMPY: &str = "Scale shapes.\n\nParameters\n----------\nshapes : list of Shape\n    What to scale.\nby : float, optional\n    \
                     How much.\n\nReturns\n-------\nlist of Shape\n    The scaled shapes.\n\nSee Also\n--------\nscale : Another one.\n";
const SPHINX: &str = "Scale shapes.\n\n.. note:: In place.\n\n:param shapes: What to scale.\n:type shapes: list\n:param float by: How \
                      much.\n:returns: The scaled shapes.\n:raises ValueError: If ``by`` is negative.\n";
const MARKDOWN: &str = "Scale shapes.\n\nThe shapes are *scaled*, see [`scale`][].\n\n- one\n- two\n\n```python\nscale([])\n```\n";

fn main() {
    divan::main();
}

#[divan::bench(args = [Style::Google, Style::NumPy, Style::Sphinx, Style::Markdown])]
fn parse_docstring(bencher: Bencher<'_, '_>, style: Style) {
    let text = match style {
        Style::Google => GOOGLE,
        Style::NumPy => NUMPY,
        Style::Markdown => MARKDOWN,
        _ => SPHINX,
    };
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| parse(text, style));
}
