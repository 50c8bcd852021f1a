//! Links to what other projects document.

use super::escape::link_url;
use crate::inventory::{Inventories, Meant};
use crate::resolve::{Kind, Usage, Wanted};

/// The roles that name a place in prose.
const PROSE: [&str; 8] = [
    "ref", "numref", "term", "doc", "keyword", "envvar", "option", "token",
];

/// Whether a role names a place in prose, which only an inventory knows.
pub(super) fn is_of_prose(role: &str) -> bool {
    PROSE.contains(&role.strip_prefix("std:").unwrap_or(role))
}

/// Where a full name leads that is none of the project's.
pub(super) fn of_full_name(inventories: &Inventories, name: &str) -> Option<String> {
    let place = inventories.python(name, Meant::Anything)?;
    link_url(&place.url)
}

/// Where a name in a chapter of the author leads that nothing in the project has. One word as code in brackets is no
/// module: their names are mostly English.
pub(super) fn in_chapter(inventories: &Inventories, name: &str, is_explicit: bool) -> Option<String> {
    let meant = if is_explicit || name.contains('.') {
        Meant::Anything
    } else {
        Meant::Definition
    };
    let place = inventories.python(name, meant)?;
    link_url(&place.url)
}

/// Where a name leads that nothing in the project has. `imported` is its full name, where an import tells it.
///
/// Code in a text links to names of the project only: a page where every `str` is a link is hard to read.
pub(super) fn url(inventories: &Inventories, wanted: Wanted<'_>, imported: Option<&str>) -> Option<String> {
    let meant = match (wanted.usage, wanted.kind) {
        (Usage::Mention, _) | (Usage::Link, Some(Kind::Parameter)) => return None,
        (Usage::Link, Some(Kind::Module)) => Meant::Module,
        (Usage::Link, Some(_)) => Meant::Definition,
        (Usage::Link, None) => Meant::Anything,
        _ if imported.is_some() || wanted.name.contains('.') => Meant::Anything,
        _ => Meant::Class,
    };
    let place = inventories.python(imported.unwrap_or(wanted.name), meant);
    place.map(|place| place.url)
}
