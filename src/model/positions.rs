//! Where the items of a file stand.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ItemId, ItemPosition};

/// Where each item of a file stands, by [`ItemId`].
///
/// There are as many as items, they are asked for one at a time and seldom, and most of their numbers are small: they are
/// kept in a compact form, which takes a quarter of the room.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Positions {
    /// One position after the other, each in postcard's format.
    bytes: Box<[u8]>,
    /// Where each of them ends.
    ends: Box<[u32]>,
}

impl Positions {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The position of an item; that of what no file defines where it is not known.
    pub fn get(&self, id: ItemId) -> ItemPosition {
        self.at(id.0 as usize).unwrap_or(ItemPosition::NOWHERE)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = ItemPosition> {
        (0..self.len()).map(|number| self.at(number).unwrap_or_default())
    }

    fn at(&self, number: usize) -> Option<ItemPosition> {
        let end = *self.ends.get(number)? as usize;
        let start = number
            .checked_sub(1)
            .map_or(Some(0), |before| Some(*self.ends.get(before)? as usize));
        postcard::from_bytes(self.bytes.get(start?..end)?).ok()
    }
}

impl From<&[ItemPosition]> for Positions {
    fn from(positions: &[ItemPosition]) -> Self {
        let mut bytes = Vec::with_capacity(positions.len() * 16);
        let mut ends = Vec::with_capacity(positions.len());
        for position in positions {
            // Numbers always have their form, and memory takes them.
            bytes = postcard::to_extend(position, bytes).unwrap_or_default();
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        Self {
            bytes: bytes.into(),
            ends: ends.into(),
        }
    }
}

impl fmt::Debug for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use thin_vec::thin_vec;

    use super::*;
    use crate::model::{DocstringPosition, Lines};
    use crate::text::{Location, Places};

    #[test]
    fn positions_come_out_as_they_went_in() {
        let lines = |first, last| Lines { first, last };
        let place = Location { line: 3, column: 9 };
        let with_docstring = ItemPosition {
            lines: lines(1, 70_000),
            docstring: DocstringPosition {
                lines: lines(3, 5),
                places: Places::lines(place, 8),
                is_in_stub: true,
            },
            decorators: thin_vec![lines(1, 1), lines(2, 2)],
            is_in_stub: false,
            is_declared_in_stub: true,
        };
        let all = [ItemPosition::default(), with_docstring, ItemPosition::default()];
        let positions = Positions::from(&all[..]);
        assert_eq!(positions.iter().collect::<Vec<_>>(), all);
        let found: Vec<ItemPosition> = (0..5).map(|id| positions.get(ItemId(id))).collect();
        assert_eq!(found[..3], all);
        assert_eq!(found[3..], [ItemPosition::NOWHERE, ItemPosition::NOWHERE]);
        assert_eq!((positions.len(), Positions::default().is_empty()), (3, true));
    }

    #[test]
    fn damaged_positions_are_nowhere() {
        let damaged = Positions {
            bytes: vec![0xff; 4].into(),
            ends: vec![2, 1, 9].into(),
        };
        for id in 0..4 {
            assert_eq!(damaged.get(ItemId(id)), ItemPosition::NOWHERE);
        }
    }
}
