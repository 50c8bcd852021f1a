//! Whether mdBook warns of something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// Does something, and tells whether nothing was warned of on this thread. What is said goes where it went before.
pub(super) fn quiet<T>(work: impl FnOnce() -> T) -> (T, bool) {
    let warned = Arc::new(AtomicBool::new(false));
    let watch = Watch {
        listener: tracing::dispatcher::get_default(Dispatch::clone),
        most: LevelFilter::current().max(LevelFilter::WARN),
        warned: Arc::clone(&warned),
    };
    let made = tracing::subscriber::with_default(watch, work);
    (made, !warned.load(Ordering::Relaxed))
}

/// Notes warnings, and passes everything on.
struct Watch {
    listener: Dispatch,
    /// What somebody listens to, and warnings.
    most: LevelFilter,
    warned: Arc<AtomicBool>,
}

impl Subscriber for Watch {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN || self.listener.enabled(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.listener.new_span(span)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.listener.record(span, values);
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.listener.record_follows_from(span, follows);
    }

    fn event(&self, event: &Event<'_>) {
        if *event.metadata().level() <= Level::WARN {
            self.warned.store(true, Ordering::Relaxed);
        }
        if self.listener.enabled(event.metadata()) {
            self.listener.event(event);
        }
    }

    fn enter(&self, span: &Id) {
        self.listener.enter(span);
    }

    fn exit(&self, span: &Id) {
        self.listener.exit(span);
    }
}
