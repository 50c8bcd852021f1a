//! What a cache does when all is well, and when it is not.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::world::{Fault, MemoryDisk};
use super::*;
use crate::diagnostic::Code;

const ROOT: &str = "/book/.cache";

fn options(most_bytes: u64) -> CacheOptions {
    CacheOptions {
        is_on: true,
        directory: PathBuf::from(ROOT),
        most_bytes,
        trusts_states: true,
        is_read_only: false,
        later: None,
    }
}

fn open(disk: &MemoryDisk) -> Cache {
    disk.cache(&options(0))
}

fn key(number: u32) -> Key {
    Key::new(Kind::Facts, &[&number.to_le_bytes()])
}

fn state(number: u32) -> Key {
    Key::new(Kind::State, &[&number.to_le_bytes()])
}

/// What is worked out for a number. Some of it is larger than what is written at once.
fn worked_out(number: u32) -> String {
    format!("{number} ").repeat(if number.is_multiple_of(5) { 20_000 } else { 3 })
}

/// What a run comes to.
#[derive(Debug, PartialEq)]
struct Outcome {
    /// How many entries came from the cache.
    hits: usize,
    /// How many files were not read.
    unread: usize,
    problem: Option<Code>,
}

fn outcome(hits: usize, unread: usize) -> Outcome {
    Outcome {
        hits,
        unread,
        problem: None,
    }
}

/// A run that needs some numbers; it must come to the right values whatever happens.
fn run_in(cache: Cache, numbers: &[u32]) -> Outcome {
    let (mut hits, mut unread) = (0, 0);
    for number in numbers {
        let content = Digest::of(&number.to_le_bytes());
        match cache.content(&state(*number)) {
            Some(found) => {
                assert_eq!(found, content);
                unread += 1;
            }
            None => cache.set_content(state(*number), content),
        }
        match cache.get::<String>(&key(*number)) {
            Some(found) => {
                assert!(found == worked_out(*number), "{number}");
                hits += 1;
            }
            None => cache.put(&key(*number), &worked_out(*number)),
        }
    }
    let problem = cache.finish().map(|found| found.code);
    Outcome {
        hits,
        unread,
        problem,
    }
}

fn run(disk: &MemoryDisk, numbers: &[u32]) -> Outcome {
    run_in(open(disk), numbers)
}

/// The files in the directory of the version, whose names end like this.
fn files(disk: &MemoryDisk, ending: &str) -> Vec<PathBuf> {
    let files = disk.files().into_keys();
    files
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect()
}

fn temporaries(disk: &MemoryDisk) -> usize {
    let files = disk.files().into_keys();
    files
        .filter(|path| path.to_string_lossy().contains("/tmp-"))
        .count()
}

/// A disk that nine runs have left packs on, so that the next one writes them together.
fn disk_of_many_packs() -> MemoryDisk {
    let disk = MemoryDisk::new();
    for number in 0..8 {
        run(&disk, &[number]);
    }
    assert_eq!(files(&disk, ".pack").len(), 8);
    disk
}

#[test]
fn what_a_run_puts_the_next_one_has() {
    let disk = MemoryDisk::new();
    assert_eq!(run(&disk, &[1, 2, 5]), outcome(0, 0));
    assert_eq!(run(&disk, &[1, 2, 5]), outcome(3, 3));
    assert_eq!(run(&disk, &[5, 6]), outcome(1, 1));
    assert_eq!(run(&disk, &[1, 2, 5, 6]), outcome(4, 4));
    let changes = disk.world().changes;
    run(&disk, &[1, 2, 5, 6]);
    assert_eq!(
        disk.world().changes,
        changes,
        "a run without anything new has written"
    );
}

#[test]
fn a_cache_that_is_off_does_nothing() {
    let disk = MemoryDisk::new();
    let mut off = options(0);
    off.is_on = false;
    assert_eq!(run_in(disk.cache(&off), &[1]), outcome(0, 0));
    assert!(disk.files().is_empty());
}

#[test]
fn states_that_are_not_trusted_are_not_asked_and_not_noted() {
    let disk = MemoryDisk::new();
    let mut distrustful = options(0);
    distrustful.trusts_states = false;
    let cache = || disk.cache(&distrustful);
    assert_eq!(run_in(cache(), &[1, 2]), outcome(0, 0));
    assert_eq!(run_in(cache(), &[1, 2]), outcome(2, 0));
    assert_eq!(run(&disk, &[1, 2]), outcome(2, 0));
    assert_eq!(run_in(cache(), &[1, 2]), outcome(2, 0));
}

#[test]
fn a_run_that_is_killed_at_any_change_harms_no_later_run() {
    let starts = [
        (MemoryDisk::new(), vec![1, 2, 5, 10]),
        (disk_of_many_packs(), vec![7, 8, 10]),
    ];
    for (start, numbers) in starts {
        let whole = start.copy();
        run(&whole, &numbers);
        let changes = whole.world().changes;
        assert!(changes > 8);
        for at in 1..=changes {
            let disk = start.copy();
            disk.world().fault = Fault::KilledAt(at);
            run(&disk, &numbers);
            disk.world().fault = Fault::None;
            assert_eq!(run(&disk, &numbers).problem, None, "killed at {at}");
            let all = outcome(numbers.len(), numbers.len());
            assert_eq!(run(&disk, &numbers), all, "killed at {at}");
            disk.pass(1);
            run(&disk, &numbers);
            assert_eq!(temporaries(&disk), 0, "killed at {at}");
        }
    }
}

#[test]
fn a_full_disk_is_one_warning_wherever_it_is_full() {
    let start = disk_of_many_packs();
    let whole = start.copy();
    let numbers = [8, 5, 10, 15];
    run(&whole, &numbers);
    let bytes: usize = whole.files().values().map(Vec::len).sum();
    let mut warnings = 0;
    for room in (0..bytes).step_by(bytes / 97) {
        let disk = start.copy();
        disk.world().fault = Fault::Full(room);
        let found = run(&disk, &numbers);
        warnings += usize::from(found.problem == Some(Code::CacheUnavailable));
        assert_eq!(temporaries(&disk), 0, "room for {room}");
        disk.world().fault = Fault::None;
        assert_eq!(run(&disk, &numbers).problem, None);
        assert_eq!(run(&disk, &numbers), outcome(4, 4));
    }
    assert!(warnings > 30, "{warnings}");
}

#[test]
fn nothing_is_tried_again_after_a_failure() {
    let disk = MemoryDisk::with(Fault::ReadOnly);
    assert_eq!(run(&disk, &[1, 2, 3, 4]).problem, Some(Code::CacheUnavailable));
    assert!(disk.world().changes <= 2, "{}", disk.world().changes);
}

#[test]
fn a_cache_that_cannot_be_written_is_still_read() {
    let disk = MemoryDisk::new();
    run(&disk, &[1, 2, 3]);
    disk.world().fault = Fault::ReadOnly;
    assert_eq!(run(&disk, &[1, 2, 3]), outcome(3, 3));
    let found = run(&disk, &[1, 2, 3, 4]);
    assert_eq!((found.hits, found.problem), (3, Some(Code::CacheUnavailable)));
    // The packs are due to be written anew, which is no reason to warn.
    disk.pass(20);
    assert_eq!(run(&disk, &[1, 2, 3]).hits, 3);
}

/// Runs with a file changed, which must be neither wrong nor a warning, and again when that run has mended it.
fn survives(start: &MemoryDisk, path: &Path, bytes: Vec<u8>, what: &str) {
    let disk = start.copy();
    disk.set(path, bytes);
    assert_eq!(run(&disk, &[1, 2]).problem, None, "{what}");
    assert_eq!(run(&disk, &[1, 2]), outcome(2, 2), "{what}");
}

#[test]
fn any_bit_that_flips_and_any_cut_is_a_miss_that_the_next_run_mends() {
    let start = MemoryDisk::new();
    run(&start, &[1, 2]);
    let damaged = [files(&start, ".pack"), files(&start, "/stats")].concat();
    assert_eq!(damaged.len(), 2);
    for path in damaged {
        let bytes = start.files()[&path].clone();
        for bit in 0..bytes.len() * 8 {
            let mut broken = bytes.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            survives(&start, &path, broken, &format!("{} bit {bit}", path.display()));
        }
        for length in 0..bytes.len() {
            let cut = bytes[..length].to_vec();
            survives(&start, &path, cut, &format!("{} length {length}", path.display()));
        }
        survives(&start, &path, [&bytes[..], b"more"].concat(), "longer");
    }
}

#[test]
fn entries_in_each_others_place_are_misses() {
    let start = MemoryDisk::new();
    run(&start, &[1, 2]);
    let path = files(&start, ".pack").remove(0);
    let bytes = start.files()[&path].clone();
    // The header, then two entries of one size, each with its digest behind it.
    let size = 1 + worked_out(1).len() + 32;
    let (first, second) = (16..16 + size, 16 + size..16 + 2 * size);
    let swapped = [
        &bytes[..16],
        &bytes[second.clone()],
        &bytes[first],
        &bytes[second.end..],
    ]
    .concat();
    assert_ne!(swapped, bytes);
    let disk = start.copy();
    disk.set(&path, swapped);
    let cache = open(&disk);
    assert!(cache.contains(&key(1)));
    assert_eq!(cache.get::<String>(&key(1)), None);
    assert_eq!(cache.get::<String>(&key(2)), None);
}

#[test]
fn a_pack_that_is_renamed_while_packs_are_opened_is_found_under_its_new_name() {
    let disk = MemoryDisk::new();
    run(&disk, &[1, 2]);
    let path = files(&disk, ".pack").remove(0);
    let new = path.with_file_name("0.pack");
    disk.world().fault = Fault::Renamed(path, new);
    assert_eq!(run(&disk, &[1, 2]), outcome(2, 2));
}

#[test]
fn runs_at_once_lose_nothing_but_work() {
    let disk = disk_of_many_packs();
    // All of them open what is there now, and all write the packs together.
    let caches: Vec<Cache> = (0..16).map(|_| open(&disk)).collect();
    for (number, cache) in caches.into_iter().enumerate() {
        let own = 100 + u32::try_from(number).unwrap();
        assert_eq!(run_in(cache, &[0, 1, 2, 3, 50, own]).problem, None);
    }
    let all: Vec<u32> = (0..8).chain([50]).chain(100..116).collect();
    assert_eq!(run(&disk, &all).hits, all.len());
    assert!(files(&disk, ".pack").len() <= 9);
}

#[test]
fn small_packs_are_written_together_and_large_ones_left_alone() {
    let disk = MemoryDisk::new();
    run(&disk, &[5, 10, 15, 20]);
    let large = files(&disk, ".pack").remove(0);
    let small: Vec<u32> = (100..200).filter(|number| number % 5 != 0).collect();
    for number in small.iter().copied() {
        run(&disk, &[number]);
        assert!(files(&disk, ".pack").len() <= 8);
        assert!(disk.files().contains_key(&large), "{number}");
    }
    let all: Vec<u32> = [5, 10, 15, 20].into_iter().chain(small).collect();
    assert_eq!(run(&disk, &all).hits, all.len());
}

#[test]
fn what_is_not_used_for_a_month_goes_and_what_is_used_stays() {
    let disk = MemoryDisk::new();
    run(&disk, &[1, 2, 3]);
    for _ in 0..40 {
        disk.pass(1);
        assert_eq!(run(&disk, &[1, 2]), outcome(2, 2));
    }
    let found = run(&disk, &[1, 2, 3]);
    assert_eq!((found.hits, found.unread), (2, 2));
}

#[test]
fn the_days_of_last_use_are_written_once_a_week_and_not_by_each_run() {
    let disk = MemoryDisk::new();
    run(&disk, &[1, 2, 3]);
    let before = disk.world().changes;
    for _ in 0..6 {
        disk.pass(1);
        run(&disk, &[1, 2, 3]);
    }
    assert_eq!(disk.world().changes, before);
    disk.pass(1);
    run(&disk, &[1, 2, 3]);
    assert!(disk.world().changes > before);
}

#[test]
fn a_clock_that_is_set_back_or_goes_wrong_for_a_while_drops_nothing() {
    for days in [-1, -400, -20_001, -25_000] {
        let disk = MemoryDisk::new();
        run(&disk, &[1, 2, 3]);
        disk.pass(days);
        assert_eq!(run(&disk, &[1, 2]), outcome(2, 2));
        assert_eq!(run(&disk, &[1, 2, 4]), outcome(2, 2));
        disk.pass(-days);
        assert_eq!(run(&disk, &[1, 2, 3]), outcome(3, 3), "{days}");
    }
    // A run in the future leaves days that are in the future later on.
    let disk = MemoryDisk::new();
    disk.pass(10_000);
    run(&disk, &[1, 2, 3]);
    disk.pass(-10_000);
    assert_eq!(run(&disk, &[1, 2, 3]), outcome(3, 3));
}

#[test]
fn above_its_size_the_cache_drops_what_was_used_longest_ago() {
    let disk = MemoryDisk::new();
    let limit = 400_000;
    let limited = || disk.cache(&options(limit));
    for (day, number) in [5, 10, 15, 20, 25, 30, 35, 40].into_iter().enumerate() {
        run_in(limited(), &[5, number]);
        let size: usize = files(&disk, ".pack")
            .iter()
            .map(|path| disk.files()[path].len())
            .sum();
        assert!(size as u64 <= limit, "day {day}: {size}");
        disk.pass(1);
    }
    let cache = limited();
    let kept: Vec<u32> = (1..=8).map(|number| number * 5).collect();
    let kept: Vec<u32> = kept
        .into_iter()
        .filter(|number| cache.contains(&key(*number)))
        .collect();
    assert!(
        kept.contains(&40) && kept.contains(&5) && !kept.contains(&10),
        "{kept:?}"
    );
}

#[test]
fn the_last_of_two_caches_drops_nothing_that_the_first_has_used() {
    let disk = MemoryDisk::new();
    let limit = 600_000;
    let (first, second) = ([5, 10], [15]);
    for round in 4..30 {
        let used = Used::default();
        let options_of_first = CacheOptions {
            later: Some(used.clone()),
            ..options(limit)
        };
        // Everybody uses the same again and puts something that nobody uses any more.
        let hits = run_in(
            disk.cache(&options_of_first),
            &[first.as_slice(), &[5 * round]].concat(),
        )
        .hits;
        let cache = disk.cache(&options(limit));
        for key in used.take() {
            assert!(cache.contains(&key));
        }
        let hits = [hits, run_in(cache, &second).hits];
        assert_eq!(hits, if round == 4 { [0, 0] } else { [2, 1] }, "round {round}");
        let size: usize = files(&disk, ".pack")
            .iter()
            .map(|path| disk.files()[path].len())
            .sum();
        assert!(size as u64 <= limit, "round {round}: {size}");
    }
}

#[test]
fn a_directory_of_others_is_left_alone() {
    let tag = Path::new(ROOT).join("CACHEDIR.TAG");
    let other = Path::new(ROOT).join("thesis.txt");
    let of_others = b"Signature: 8a477f597d28d172789f06886806bc55\n# of cargo".to_vec();
    let cases = [
        vec![(&other, b"text".to_vec())],
        vec![(&tag, of_others.clone())],
        vec![(&tag, of_others[..44].to_vec()), (&other, Vec::new())],
        vec![(&tag, Vec::new()), (&other, Vec::new())],
    ];
    for case in cases {
        let disk = MemoryDisk::new();
        for (path, bytes) in case {
            disk.set(path, bytes);
        }
        let before = disk.files();
        for _ in 0..2 {
            let found = run(&disk, &[1]);
            assert_eq!((found.hits, found.problem), (0, Some(Code::CacheUnavailable)));
        }
        assert_eq!(disk.files(), before);
        assert_eq!(disk.world().changes, 0);
    }
}

#[test]
fn a_directory_that_a_killed_run_has_begun_is_ours() {
    let whole = MemoryDisk::new();
    run(&whole, &[1]);
    let tag = Path::new(ROOT).join("CACHEDIR.TAG");
    let bytes = whole.files()[&tag].clone();
    for length in 0..bytes.len() {
        let disk = MemoryDisk::new();
        disk.set(&tag, bytes[..length].to_vec());
        assert_eq!(run(&disk, &[1]), outcome(0, 0), "{length}");
        assert_eq!(disk.files()[&tag], bytes);
    }
}

#[test]
fn other_versions_are_left_alone_until_nobody_uses_them() {
    let disk = MemoryDisk::new();
    run(&disk, &[1]);
    let other = Path::new(ROOT).join("v999/x.pack");
    let unknown = Path::new(ROOT).join("views/x");
    disk.set(&other, b"of a later version".to_vec());
    disk.set(&unknown, b"whatever".to_vec());
    for _ in 0..6 {
        disk.pass(10);
        assert!(disk.files().contains_key(&other));
        run(&disk, &[1]);
    }
    disk.pass(10);
    run(&disk, &[1]);
    assert!(!disk.files().contains_key(&other));
    assert!(disk.files().contains_key(&unknown));
}

#[test]
fn a_time_before_1970_is_a_time() {
    let disk = MemoryDisk::new();
    disk.world().now = SystemTime::UNIX_EPOCH - std::time::Duration::from_hours(50);
    assert_eq!(run(&disk, &[1, 2]), outcome(0, 0));
    assert_eq!(run(&disk, &[1, 2]), outcome(2, 2));
}

#[test]
fn a_cache_that_is_removed_leaves_nothing_and_one_that_is_no_cache_stays() {
    let disk = MemoryDisk::new();
    let clean =
        |disk: &MemoryDisk| clean_on(Box::new(disk.clone()), Path::new(ROOT)).map_err(|found| found.code);
    assert_eq!(clean(&disk), Ok(0));
    run(&disk, &[1, 2, 5]);
    let kept = disk.files();
    let sizes = kept
        .iter()
        .filter(|(path, _)| path.starts_with(Path::new(ROOT).join("v1")));
    let bytes: usize = sizes.map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(clean(&disk), Ok(bytes as u64));
    assert!(disk.files().is_empty());
    assert_eq!(run(&disk, &[1]), outcome(0, 0));
    for at in 1..20 {
        let killed = disk.copy();
        killed.world().fault = Fault::KilledAt(at);
        let _ = clean(&killed);
        killed.world().fault = Fault::None;
        assert_eq!(run(&killed, &[1]).problem, None, "killed at {at}");
    }
    let disk = MemoryDisk::new();
    disk.set(&Path::new(ROOT).join("v1/thesis.txt"), b"text".to_vec());
    assert_eq!(clean(&disk), Err(Code::CacheUnavailable));
    assert_eq!(disk.files().len(), 1);
}
