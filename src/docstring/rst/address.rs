//! Addresses that stand in running text by themselves.

/// The longest parts of a mail address (RFC 5321).
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 255;

/// Whether bytes go on with what stands behind the first letter of the schemes that `url_length` knows.
pub(super) fn continues_scheme(bytes: &[u8]) -> bool {
    [&b"ttp"[..], b"tp:", b"ailto:"]
        .iter()
        .any(|rest| bytes.starts_with(rest))
}

/// The length of the address at the start of a text, without the punctuation of the sentence around it.
pub(crate) fn url_length(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://", "ftp://", "mailto:"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))?;
    let end = text
        .find(|other: char| other.is_whitespace() || "<>\"`\\^{}|".contains(other))
        .unwrap_or(text.len());
    let mut url = text.get(..end)?;
    let mut open = url.bytes().filter(|byte| *byte == b'(').count();
    let mut close = url.bytes().filter(|byte| *byte == b')').count();
    while let Some(last) = url.chars().next_back() {
        let is_outer = match last {
            ')' => close > open,
            other => ".,;:!?'*]_".contains(other),
        };
        if !is_outer {
            break;
        }
        close -= usize::from(last == ')');
        open -= usize::from(last == '(');
        url = url.get(..url.len() - last.len_utf8())?;
    }
    (url.len() > scheme.len()).then_some(url.len())
}

/// The lengths of a mail address around the `@` at which `rest` starts: in front of it, and from it on.
pub(super) fn mail(before: &str, rest: &str) -> Option<(usize, usize)> {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-%".contains(byte);
    let local = before.bytes().rev().take(MAX_LOCAL).take_while(is_local).count();
    let name = before.get(before.len() - local..)?;
    let domain = rest.strip_prefix('@')?;
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let length = domain.bytes().take(MAX_DOMAIN).take_while(is_domain).count();
    let domain = domain.get(..length)?.trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let is_name = !name.is_empty() && !name.starts_with('.') && !name.ends_with('.');
    let is_host = host
        .split('.')
        .all(|part| !part.is_empty() && !part.starts_with('-'));
    let is_top = top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && is_host && is_top).then_some((local, domain.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_have_a_name_and_a_domain() {
        for (before, rest, found) in [
            ("write to jane.d", "@example.org.", Some((6, 12))),
            ("j+x", "@a-b.example.co, or", Some((3, 15))),
            ("", "@property", None),
            ("x", "@y", None),
            ("a matrix m ", "@ n", None),
            ("x", "@3.14", None),
            ("x.", "@example.org", None),
        ] {
            assert_eq!(mail(before, rest), found, "{before}{rest}");
        }
    }
}
