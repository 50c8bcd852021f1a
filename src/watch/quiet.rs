//! How long it is waited for more changes after the first.

use std::time::{Duration, Instant};

/// After a change it is quiet when nothing more happens for so long. An editor that saves in steps takes a few
/// milliseconds.
const QUIET: Duration = Duration::from_millis(25);

/// After so long it is not waited for quiet any more.
const MOST: Duration = Duration::from_millis(400);

/// Waits for quiet since the first change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quiet {
    first: Instant,
    last: Instant,
}

impl Quiet {
    /// Begins with the first change.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            first: now,
            last: now,
        }
    }

    /// Something has happened.
    pub(super) fn happened(&mut self, now: Instant) {
        self.last = now;
    }

    /// How long it is still to be waited if nothing more happens.
    pub(super) fn left(&self, now: Instant) -> Duration {
        let end = (self.last + QUIET).min(self.first + MOST);
        end.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_asks_for_quiet_anew_but_not_for_ever() {
        let start = Instant::now();
        let mut quiet = Quiet::new(start);
        assert_eq!(quiet.left(start), QUIET);
        assert_eq!(quiet.left(start + QUIET), Duration::ZERO);
        let later = start + QUIET / 2;
        quiet.happened(later);
        assert_eq!(quiet.left(later), QUIET);
        let mut now = start;
        while quiet.left(now) > Duration::ZERO {
            now += QUIET / 2;
            quiet.happened(now);
        }
        assert!(now >= start + MOST && now < start + MOST + QUIET);
    }
}
