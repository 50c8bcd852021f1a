//! Bytes into text as Python's tokenizer does it.
//!
//! PEP 263: a byte order mark or a `coding:` comment in one of the first two lines names the encoding; UTF-8
//! otherwise. Decoding never fails: what cannot be decoded becomes U+FFFD and is reported.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Text that was read from bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// What was wrong with the bytes, in words that follow "the file".
    pub problem: Option<String>,
}

/// Decodes the bytes of a Python source file.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (rest, has_mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let Some(name) = declared_encoding(rest) else {
        return decode_as(UTF_8, rest);
    };
    match find_encoding(&name) {
        Some(encoding) if encoding == UTF_8 || !has_mark => decode_as(encoding, rest),
        Some(_) => {
            let mut decoded = decode_as(UTF_8, rest);
            decoded.problem = Some(format!(
                "has a UTF-8 byte order mark but declares the encoding `{name}`"
            ));
            decoded
        }
        None => {
            let mut decoded = decode_as(UTF_8, rest);
            decoded.problem = Some(format!("declares the unknown encoding `{name}`"));
            decoded
        }
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let problem = had_errors.then(|| format!("has bytes that are not {}", encoding.name()));
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
            Some(b'\x0c') => continue,
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
    let after = comment
        .split("coding")
        .skip(1)
        .find_map(|rest| rest.strip_prefix([':', '=']))?;
    let name: String = after
        .trim_start_matches([' ', '\t'])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// The encoding that Python means by a codec name; names are compared without case, `_` and `-` are alike.
fn find_encoding(name: &str) -> Option<&'static Encoding> {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    match plain.as_str() {
        "utf-8" | "utf8" | "utf-8-sig" | "u8" | "ascii" | "us-ascii" => Some(UTF_8),
        // windows-1252 is what the web calls latin-1; they differ only in control characters.
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" | "cp1252" => Some(WINDOWS_1252),
        other => Encoding::for_label(other.as_bytes())
            .or_else(|| Encoding::for_label(other.replacen("cp", "windows-", 1).as_bytes()))
            .or_else(|| Encoding::for_label(other.replacen("iso8859", "iso-8859", 1).as_bytes())),
    }
    .filter(|encoding| encoding.is_ascii_compatible())
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
