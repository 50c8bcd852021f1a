//! The inventory of Python's own documentation.

use std::sync::LazyLock;

use super::Inventory;

/// The name of Python's own inventory in the settings of a book.
pub const PYTHON: &str = "python";

/// Where the newest Python is documented.
pub const PYTHON_URL: &str = "https://docs.python.org/3/";

/// A part of the original, which `tests/inventory/python.py` takes from it; `python.md` has its licence.
const BYTES: &[u8] = include_bytes!("python.inv");

/// The inventory of Python's documentation, which comes with the program.
pub fn python() -> &'static Inventory {
    static INVENTORY: LazyLock<Inventory> = LazyLock::new(|| Inventory::read(BYTES).0);
    &INVENTORY
}
