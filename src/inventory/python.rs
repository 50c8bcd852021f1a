//! The inventory of Python's own documentation.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Inventory;

/// The name of Python's own inventory in the settings of a book.
pub const PYTHON: &str = "python";

/// Where the newest Python is documented.
pub const PYTHON_URL: &str = "https://docs.python.org/3/";

/// Lines of the original, which `tests/inventory/python.py` takes from it and sorts; `python.md` has its licence.
const LINES: &str = include_str!("python.txt");

/// The version of Python that they are of.
const VERSION: &str = "3.13";

/// The inventory of Python's documentation, which comes with the program.
pub fn python() -> &'static Inventory {
    static INVENTORY: LazyLock<Inventory> = LazyLock::new(|| Inventory {
        project: "Python".to_owned(),
        version: VERSION.to_owned(),
        lines: Cow::Borrowed(LINES),
    });
    &INVENTORY
}
