//! How packs are kept few and small: several are written anew as one, without what nobody uses.

use std::io;
use std::sync::Arc;

use super::Key;
use super::directory::Directory;
use super::pack::Slot;
use super::packs::{NamedPack, NewPack, named};
use super::table::Day;

/// More packs than this become fewer.
const MOST_PACKS: usize = 8;

/// An entry that was not used for so many days is dropped.
const UNUSED_DAYS: Day = 30;

/// The day of the last use may be so many days behind: the packs are written anew once a week, not by each run.
const REFRESH_DAYS: Day = 7;

/// Whether the recorded day of the last use of something that was used today is to be written anew.
pub(super) fn is_stale(day: Day, today: Day) -> bool {
    day.saturating_add(REFRESH_DAYS) <= today
}

/// Whether something was not used for long. A day in the future, from a clock that was wrong, is not long ago.
pub(super) fn is_unused(day: Day, today: Day) -> bool {
    day.saturating_add(UNUSED_DAYS) < today
}

/// Writes packs together where there are too many, they are too large, or the days of last use are stale.
/// `written` is the one that this run has added to those it has opened.
pub(super) fn tidy(
    directory: &Arc<Directory>,
    mut packs: Vec<NamedPack>,
    written: Option<String>,
    limit: u64,
) -> io::Result<()> {
    let today = directory.today();
    let is_stale = packs.iter().any(|named| {
        let mut entries = named.pack.entries();
        entries.any(|(_, slot, used)| used && is_stale(slot.day, today))
    });
    let has_new = written.is_some();
    if let Some(name) = written {
        packs.push(named(directory, name)?);
    }
    let size = |named: &NamedPack| named.pack.entries().map(|(_, slot, _)| slot.size()).sum();
    let sizes: Vec<u64> = packs.iter().map(size).collect();
    let total: u64 = sizes.iter().sum();
    let is_full = limit != 0 && total > limit;
    if is_stale || is_full || has_new && repeated(&packs) > total / 3 {
        merge(directory, &packs, limit)?;
        return directory.remove_forgotten();
    }
    let small = smallest(&sizes);
    if small.is_empty() {
        return Ok(());
    }
    let mut index = 0;
    packs.retain(|_| {
        index += 1;
        small.contains(&(index - 1))
    });
    merge(directory, &packs, limit)
}

/// Which packs to write together if there are too many: the smallest, up to one that is larger than all before it
/// together, so that a large pack is not written again and again for the sake of small ones.
fn smallest(sizes: &[u64]) -> Vec<usize> {
    if sizes.len() <= MOST_PACKS {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|index| sizes[*index]);
    let mut total = 0;
    let mut count = 0;
    for index in &order {
        if count >= MOST_PACKS / 2 && sizes[*index] > total {
            break;
        }
        total += sizes[*index];
        count += 1;
    }
    order.truncate(count);
    order
}

/// How many bytes entries take that another pack has too.
fn repeated(packs: &[NamedPack]) -> u64 {
    let mut entries: Vec<(Key, u64)> = packs
        .iter()
        .flat_map(|named| named.pack.entries().map(|(key, slot, _)| (key, slot.size())))
        .collect();
    entries.sort_unstable();
    let same = entries.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    same.map(|pair| pair[0].1).sum()
}

/// An entry of the packs that are written together.
struct Live {
    key: Key,
    day: Day,
    used: bool,
    size: u64,
    /// Where it stands: the numbers of the pack and of the entry in it. Copies of it follow.
    places: Vec<(usize, usize)>,
}

/// Writes some packs together, and removes them.
fn merge(directory: &Arc<Directory>, packs: &[NamedPack], limit: u64) -> io::Result<()> {
    let today = directory.today();
    let mut live = live(packs, today);
    live.retain(|entry| !is_unused(entry.day, today));
    shrink(&mut live, limit);
    live.sort_by_key(|entry| entry.key);
    let mut name = None;
    if !live.is_empty() {
        let mut pack = NewPack::new(directory)?;
        for entry in &live {
            let mut copies = entry.places.iter();
            // A damaged entry stays behind.
            if let Some(content) = copies.find_map(|(pack, number)| packs[*pack].pack.read(*number)) {
                pack.add(&entry.key, &content, entry.day)?;
            }
        }
        name = Some(pack.keep()?);
    }
    let old = packs.iter().map(|named| &named.name);
    for old in old.filter(|old| Some(*old) != name.as_ref()) {
        // Another process may have removed it.
        let _ = directory.disk.remove(&directory.path(old));
    }
    Ok(())
}

/// All entries of some packs, each once.
fn live(packs: &[NamedPack], today: Day) -> Vec<Live> {
    let mut found: Vec<(Key, usize, usize, Slot, bool)> = Vec::new();
    for (pack, named) in packs.iter().enumerate() {
        let entries = named.pack.entries().enumerate();
        found.extend(entries.map(|(number, (key, slot, used))| (key, pack, number, slot, used)));
    }
    found.sort_unstable_by_key(|(key, pack, ..)| (*key, *pack));
    let mut live: Vec<Live> = Vec::new();
    for (key, pack, number, slot, used) in found {
        // Of a clock that goes ahead and is set back, the later day counts: too long is better than not at all.
        let day = if used { slot.day.max(today) } else { slot.day };
        match live.last_mut().filter(|last| last.key == key) {
            Some(last) => {
                last.day = last.day.max(day);
                last.used |= used;
                last.places.push((pack, number));
            }
            None => live.push(Live {
                key,
                day,
                used,
                size: slot.size(),
                places: vec![(pack, number)],
            }),
        }
    }
    live
}

/// Drops what was used longest ago if all is larger than it may be, and so much that it is not soon too large again.
/// What this run has used goes only if that alone is too much.
fn shrink(live: &mut Vec<Live>, limit: u64) {
    let mut total: u64 = live.iter().map(|entry| entry.size).sum();
    if limit == 0 || total <= limit {
        return;
    }
    live.sort_by_key(|entry| (entry.used, entry.day, entry.key));
    let count = live.iter().take_while(|entry| {
        let aim = if entry.used { limit } else { limit - limit / 4 };
        let goes = total > aim;
        if goes {
            total -= entry.size;
        }
        goes
    });
    let count = count.count();
    live.drain(..count);
}
