//! book.toml changed, with everything else in it as it is.

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

use super::InventoryFile;

/// Names an inventory in the text of a book.toml; `None` where that has no table `[preprocessor.autodoc]`, or is not to
/// be read.
pub fn add_inventory(book_toml: &str, name: &str, inventory: &InventoryFile) -> Option<String> {
    let mut document: DocumentMut = book_toml.parse().ok()?;
    let preprocessors = document.get_mut("preprocessor")?.as_table_like_mut()?;
    let autodoc = preprocessors.get_mut("autodoc")?;
    let is_inline = autodoc.is_inline_table();
    let empty = || {
        if is_inline {
            value(InlineTable::new())
        } else {
            Item::Table(Table::new())
        }
    };
    let inventories = autodoc
        .as_table_like_mut()?
        .entry("inventories")
        .or_insert_with(empty);
    let inventories = inventories.as_table_like_mut()?;
    if let Some(known) = inventories.get_mut(name).and_then(Item::as_table_like_mut) {
        set(known, "file", &inventory.file);
        set(known, "url", &inventory.url);
    } else {
        let mut table = InlineTable::new();
        table.insert("file", inventory.file.as_str().into());
        table.insert("url", inventory.url.as_str().into());
        inventories.insert(name, value(table));
    }
    Some(document.to_string())
}

/// Gives a key a text, with the comment behind it as it is.
fn set(table: &mut dyn TableLike, key: &str, text: &str) {
    let mut new = Value::from(text);
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    table.insert(key, Item::Value(new));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let inventory = InventoryFile {
            file: "inventories/a.inv".to_owned(),
            url: "https://a.example/".to_owned(),
        };
        let changed = add_inventory(before, "a", &inventory);
        assert_eq!(changed.as_deref().unwrap_or_default(), after);
    }

    const LINE: &str = "a = { file = \"inventories/a.inv\", url = \"https://a.example/\" }\n";

    #[test]
    fn an_inventory_is_added_beside_all_that_is_there() {
        let own = "# mine\n[book]\ntitle = 'x' # a title\n\n[preprocessor.autodoc]\nsource = \"src\"\n";
        let others = "\n[output.html]\n";
        check(
            &format!("{own}{others}"),
            &format!("{own}\n[preprocessor.autodoc.inventories]\n{LINE}{others}"),
        );
        let table = "[preprocessor.autodoc]\n[preprocessor.autodoc.inventories]\n# the other one\nb = { file = 'b', url = 'u' }\n";
        check(table, &format!("{table}{LINE}"));
        check(
            "[preprocessor]\nautodoc = { source = 'src' }\n",
            &format!(
                "[preprocessor]\nautodoc = {{ source = 'src' , inventories = {{ {} }} }}\n",
                LINE.trim_end()
            ),
        );
    }

    #[test]
    fn a_known_inventory_is_changed_where_it_is() {
        let start = "[preprocessor.autodoc.inventories.a]\n";
        check(
            &format!("{start}file = 'old.inv' # kept\nurl = 'https://old.example'\n"),
            &format!("{start}file = \"inventories/a.inv\" # kept\nurl = \"https://a.example/\"\n"),
        );
        let table = "[preprocessor.autodoc.inventories]\n";
        check(&format!("{table}a = false\n"), &format!("{table}{LINE}"));
    }

    #[test]
    fn a_book_without_the_table_is_left_alone() {
        for text in [
            "",
            "[book]\n",
            "[preprocessor.other]\n",
            "[preprocessor]\nautodoc = 1\n",
            "[[[",
        ] {
            check(text, "");
        }
    }
}
