//! What other targets have.

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::model::{Conditions, Elsewhere};

/// What is said of an item and of its body, as far as it depends on the target.
#[derive(Serialize)]
struct View<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    only: Option<&'p str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    otherwise: &'p [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elsewhere: Vec<Missing<'p>>,
}

/// A name that a body binds on other targets only.
#[derive(Serialize)]
struct Missing<'p> {
    name: &'p str,
    condition: &'p str,
}

/// Writes `conditions`, where there are any.
pub(super) fn write_conditions<M: SerializeMap>(
    map: &mut M,
    own: Option<&Conditions>,
    elsewhere: &[Elsewhere],
) -> Result<(), M::Error> {
    if own.is_none() && elsewhere.is_empty() {
        return Ok(());
    }
    let missing = elsewhere.iter().map(|missing| Missing {
        name: &missing.name,
        condition: &missing.condition,
    });
    let view = View {
        only: own.and_then(|own| own.only.as_deref()),
        otherwise: own.map_or(&[], |own| &own.otherwise),
        elsewhere: missing.collect(),
    };
    map.serialize_entry("conditions", &view)
}
