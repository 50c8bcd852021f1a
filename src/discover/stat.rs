//! What the file system says of a file without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// The size of a file and what tells that it was changed. By default nothing is known, and no file is so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stat {
    /// In bytes.
    pub size: u64,
    /// When the content was changed last, in nanoseconds after the start of 1970.
    modified: i128,
    /// When the content or anything else about the file was changed last. Programs can set the time of modification;
    /// this one they cannot.
    changed: i128,
    inode: u64,
    device: u64,
}

/// No file system is coarser: FAT counts every second second.
const GRANULARITY: Duration = Duration::from_secs(2);

impl Stat {
    /// What is said of a file.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size: metadata.len(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            device: metadata.dev(),
        }
    }

    /// What is said of a file.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Self {
        // A file without a time is never trusted.
        let modified = metadata.modified().map_or(i128::MAX, since_1970);
        Self {
            size: metadata.len(),
            modified,
            changed: modified,
            inode: 0,
            device: 0,
        }
    }

    /// Whether the next change of the file is sure to give it another time.
    ///
    /// A file that was changed just before it was read may be changed again within the same tick of the clock of the
    /// file system, and look as before. This is the rule of Git for such files, which it calls racy. A time in the
    /// future says nothing.
    pub fn is_settled(&self, read: SystemTime) -> bool {
        let granularity = i128::try_from(GRANULARITY.as_nanos()).unwrap_or(i128::MAX);
        let before = since_1970(read).saturating_sub(granularity);
        self.modified <= before && self.changed <= before
    }

    /// Whether the file was changed before another one of the same file system, by its clock: whatever changes the file
    /// after that other change gives it another time.
    pub fn is_before(&self, other: &Self) -> bool {
        self.device == other.device && self.modified < other.modified && self.changed < other.changed
    }

    /// How many bytes all of it has.
    pub const BYTES: usize = 56;

    /// All of it.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.size.to_le_bytes());
        bytes[8..24].copy_from_slice(&self.modified.to_le_bytes());
        bytes[24..40].copy_from_slice(&self.changed.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.inode.to_le_bytes());
        bytes[48..].copy_from_slice(&self.device.to_le_bytes());
        bytes
    }
}

fn since_1970(time: SystemTime) -> i128 {
    let nanoseconds = |duration: Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_settled_if_both_times_are_clearly_past() {
        let read = SystemTime::UNIX_EPOCH + Duration::from_secs(100);
        let second = 1_000_000_000;
        let cases = [
            (98, 98, true),
            (-5, 0, true),
            (99, 98, false),
            (98, 99, false),
            (100, 100, false),
            (500, 98, false),
            (98, 500, false),
        ];
        for (modified, changed, expected) in cases {
            let stat = Stat {
                size: 1,
                modified: modified * second,
                changed: changed * second,
                inode: 1,
                device: 1,
            };
            assert_eq!(stat.is_settled(read), expected, "{modified} {changed}");
            let earlier = SystemTime::UNIX_EPOCH - Duration::from_secs(1_000_000);
            assert!(!stat.is_settled(earlier));
        }
    }
}
