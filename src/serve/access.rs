//! Who may ask: no page of another site, whatever name it has found for this server.
//!
//! A site can have its own name lead to this machine (DNS rebinding); the browser then takes the server for a part of
//! that site. So only names count that nobody else can give: numbers, `localhost`, and the name that the server was given.

use std::net::IpAddr;

/// Whether a request is for this server, by its `Host`.
pub(super) fn is_own_host(host: &str, given: &str) -> bool {
    let name = without_port(host);
    let inner = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_number = inner.unwrap_or(name).parse::<IpAddr>().is_ok();
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    is_number
        || name == "localhost"
        || name.ends_with(".localhost")
        || name == given.trim_end_matches('.').to_ascii_lowercase()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_bare_v6(host) => name,
        _ => host,
    }
}

/// An address of IPv6 has brackets in a `Host`.
fn is_bare_v6(host: &str) -> bool {
    !host.starts_with('[') && host.matches(':').count() > 1
}

/// Whether a request comes from a page of this server, by its `Origin` and `Host`.
pub(super) fn is_own_origin(origin: &str, host: &str) -> bool {
    let name = ["http://", "https://"]
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme));
    name.is_some_and(|name| name.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_others_can_give_are_not_ours() {
        for (host, expected) in [
            ("localhost", true),
            ("localhost:3000", true),
            ("LOCALHOST.:3000", true),
            ("book.localhost:3000", true),
            ("127.0.0.1:3000", true),
            ("192.168.1.7", true),
            ("[::1]:3000", true),
            ("[::1]", true),
            ("::1", true),
            ("my-machine:3000", true),
            ("My-Machine", true),
            ("evil.example", false),
            ("evil.example:3000", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example:3000", false),
            ("my-machine.evil.example", false),
            ("", false),
            ("[::1]evil.example", false),
        ] {
            assert_eq!(is_own_host(host, "my-machine"), expected, "{host}");
        }
    }

    #[test]
    fn another_port_is_another_origin() {
        for (origin, expected) in [
            ("http://localhost:3000", true),
            ("https://LOCALHOST:3000", true),
            ("http://localhost:8000", false),
            ("http://localhost", false),
            ("http://evil.example", false),
            ("ftp://localhost:3000", false),
            ("null", false),
        ] {
            assert_eq!(is_own_origin(origin, "localhost:3000"), expected, "{origin}");
        }
    }
}
