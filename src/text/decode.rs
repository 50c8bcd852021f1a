//! Bytes into text as Python's tokenizer does it.
//!
//! PEP 263: a byte order mark or a `coding:` comment in one of the first two lines names the encoding; UTF-8
//! otherwise. Decoding never fails: what cannot be decoded becomes U+FFFD and is reported.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GBK, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// Text that was read from bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// What was wrong with the bytes, in words that follow "the file".
    pub problem: Option<String>,
}

/// An encoding that a source file may be in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Ascii,
    /// ISO 8859-1 itself; what the web calls by its name is windows-1252.
    Latin1,
    Other(&'static Encoding),
}

const UTF8: Codec = Codec::Other(UTF_8);

/// Decodes the bytes of a Python source file.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    // Python reads no UTF-16; people do.
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling(rest).0;
            let problem = Some("is in UTF-16, which Python does not read".to_owned());
            return Decoded { text, problem };
        }
    }
    let decoded = decode_declared(bytes);
    if decoded.problem.is_some() || memchr::memchr(0, bytes).is_none() {
        return decoded;
    }
    Decoded {
        text: Cow::Owned(decoded.text.replace('\0', "\u{fffd}")),
        problem: Some("has NUL bytes, which Python does not read".to_owned()),
    }
}

fn decode_declared(bytes: &[u8]) -> Decoded<'_> {
    let (rest, has_mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let Some(name) = declared_encoding(rest) else {
        return decode_as(UTF8, rest);
    };
    let problem = match find_codec(&name) {
        Some(codec) if codec == UTF8 || !has_mark => return decode_as(codec, rest),
        Some(_) => format!("has a UTF-8 byte order mark but declares the encoding `{name}`"),
        None => format!("declares the unknown encoding `{name}`"),
    };
    Decoded {
        problem: Some(problem),
        ..decode_as(UTF8, rest)
    }
}

fn decode_as(codec: Codec, bytes: &[u8]) -> Decoded<'_> {
    let (encoding, is_ascii) = match codec {
        Codec::Latin1 => {
            let text = encoding_rs::mem::decode_latin1(bytes);
            return Decoded { text, problem: None };
        }
        Codec::Ascii => (UTF_8, true),
        Codec::Other(encoding) => (encoding, false),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let name = if is_ascii { "ASCII" } else { encoding.name() };
    let is_wrong = had_errors || is_ascii && !bytes.is_ascii();
    let problem = is_wrong.then(|| format!("has bytes that are not {name}"));
    Decoded { text, problem }
}

/// The name in a `coding` comment of the first two lines, by the pattern of PEP 263.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    for line in [lines.next()?, lines.next().unwrap_or_default()] {
        let content = line.trim_ascii_start();
        match content.first() {
            Some(b'#') => {}
            // The second line counts only if the first holds nothing but blanks or a comment.
            None => continue,
            Some(_) => return None,
        }
        if let Some(name) = coding_name(content) {
            return Some(name);
        }
    }
    None
}

fn coding_name(comment: &[u8]) -> Option<String> {
    let comment = String::from_utf8_lossy(comment);
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut names = comment.split("coding").skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix([':', '='])?.trim_start_matches([' ', '\t']);
        Some(rest.chars().take_while(is_part).collect::<String>())
    });
    names.find(|name| !name.is_empty())
}

/// The encoding that Python means by a codec name; names are compared without case, `_` and `-` are alike. Editors add
/// how lines end to two of them: `utf-8-unix`.
fn find_codec(name: &str) -> Option<Codec> {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let is_or_starts = |name: &str| {
        let rest = plain.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if is_or_starts("utf-8") {
        return Some(UTF8);
    }
    if ["latin-1", "iso-8859-1", "iso-latin-1"]
        .into_iter()
        .any(is_or_starts)
    {
        return Some(Codec::Latin1);
    }
    let label = |label: &str| Encoding::for_label(label.as_bytes());
    let encoding = match plain.as_str() {
        "utf8" | "u8" | "utf" | "cp65001" => return Some(UTF8),
        "ascii" | "us-ascii" | "646" => return Some(Codec::Ascii),
        "latin" | "latin1" | "l1" | "iso8859-1" | "iso8859" | "8859" | "cp819" | "ibm819" => {
            return Some(Codec::Latin1);
        }
        "mac-roman" | "macroman" => Some(MACINTOSH),
        "cp932" | "ms932" => Some(SHIFT_JIS),
        "cp936" => Some(GBK),
        "cp950" => Some(BIG5),
        other => label(other)
            .or_else(|| label(&other.replacen("cp", "windows-", 1)))
            .or_else(|| label(&other.replacen("iso8859", "iso-8859", 1))),
    };
    encoding
        .filter(|encoding| encoding.is_ascii_compatible())
        .map(Codec::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, problem: Option<&str>) {
        let decoded = decode(bytes);
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.problem.as_deref(), problem);
    }

    #[test]
    fn utf8_is_the_default_and_the_mark_is_dropped() {
        check("é".as_bytes(), "é", None);
        check(b"\xEF\xBB\xBFx", "x", None);
        check(b"\xff", "\u{fffd}", Some("has bytes that are not UTF-8"));
        check(
            b"a\0",
            "a\u{fffd}",
            Some("has NUL bytes, which Python does not read"),
        );
        check(
            b"\xff\xfea\0\xe9\0",
            "aé",
            Some("is in UTF-16, which Python does not read"),
        );
        check(
            b"# coding: ascii\n\xc3\xa9",
            "# coding: ascii\né",
            Some("has bytes that are not ASCII"),
        );
    }

    #[test]
    fn a_comment_of_the_first_two_lines_names_the_encoding() {
        check(
            b"# -*- coding: latin-1 -*-\n\xe9",
            "# -*- coding: latin-1 -*-\né",
            None,
        );
        check(
            b"#!x\n# vim: set fileencoding=iso8859_15 :\n\xa4",
            "#!x\n# vim: set fileencoding=iso8859_15 :\n€",
            None,
        );
        check(b"x = 1\n# coding: latin-1\n", "x = 1\n# coding: latin-1\n", None);
        check(b"#\n#\n# coding: nonsense\n", "#\n#\n# coding: nonsense\n", None);
    }

    #[test]
    fn an_unknown_or_contradicting_encoding_is_reported() {
        check(
            b"# coding: klingon\n",
            "# coding: klingon\n",
            Some("declares the unknown encoding `klingon`"),
        );
        check(
            b"\xEF\xBB\xBF# coding: cp1252\n",
            "# coding: cp1252\n",
            Some("has a UTF-8 byte order mark but declares the encoding `cp1252`"),
        );
    }
}
