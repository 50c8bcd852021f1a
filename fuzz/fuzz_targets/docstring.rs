#![no_main]

use std::fs;
use std::time::Duration;

use mdbook_autodoc::docstring::{Style, detect, parse};

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    checks::docstring(bytes);
    // Few inputs are worth the time, and any of them may be chosen.
    if bytes.len() < 64 && bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)) % 8 == 0 {
        time_is_linear(&String::from_utf8_lossy(bytes));
    }
});

/// A text that is repeated until it is four times as long takes about four times as long.
fn time_is_linear(text: &str) {
    const SHORT: usize = 8 * 1024;
    let times = SHORT / text.len().max(1);
    let [short, long] = [text.repeat(times), text.repeat(4 * times)];
    for style in Style::ALL.iter().map(|style| Some(*style)).chain([None]) {
        let time = |text: &str| {
            let start = spent();
            match style {
                Some(style) => drop(parse(text, style)),
                None => drop(detect(text)),
            }
            spent().saturating_sub(start)
        };
        let best = |text: &str| (0..3).map(|_| time(text)).min().unwrap_or_default();
        let allowed = |short: Duration| Duration::from_millis(20) + 10 * short;
        if time(&long) > allowed(time(&short)) {
            let (short, long) = (best(&short), best(&long));
            assert!(long <= allowed(short), "{style:?}: {short:?}, four times as long {long:?}: {text:?}");
        }
    }
}

/// The time that this thread has had a processor, which other programs do not change.
fn spent() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = text.split(' ').next().unwrap_or_default();
    Duration::from_nanos(first.parse().unwrap_or_default())
}
