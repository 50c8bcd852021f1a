//! The address of a repository, without who may log in there.

use gix::bstr::ByteSlice as _;
use gix::url::Scheme;

/// A repository on the web. Its parts are plain: neither a user nor a password, query or fragment is among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// `https`, or `http` where the repository is fetched that way.
    pub(super) scheme: &'static str,
    /// The host, in lower case.
    pub(super) host: String,
    /// The port of the web server, where it is not the usual one.
    pub(super) port: Option<u16>,
    /// The parts of the path, such as owner and repository.
    pub(super) path: Vec<String>,
}

/// Hosts that serve SSH on the port of HTTPS, and the sites that they belong to.
const SSH_HOSTS: [(&str, &str); 3] = [
    ("ssh.github.com", "github.com"),
    ("altssh.gitlab.com", "gitlab.com"),
    ("altssh.bitbucket.org", "bitbucket.org"),
];

impl Address {
    /// Reads an address of any form that Git knows; `None` where it leads to no host, as a path does.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = gix::url::parse(text.trim()).ok()?;
        let (scheme, port) = match url.scheme {
            Scheme::Https => ("https", url.port.filter(|port| *port != 443)),
            Scheme::Http => ("http", url.port.filter(|port| *port != 80)),
            // The port is that of another server than the web's, and a single name is an alias of SSH's configuration.
            Scheme::Ssh | Scheme::Git if url.host()?.contains('.') => ("https", None),
            _ => return None,
        };
        let host = url.host()?.to_ascii_lowercase();
        let is_name = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-');
        if host.is_empty() || !host.bytes().all(is_name) {
            return None;
        }
        let site = SSH_HOSTS.iter().find(|(ssh, _)| *ssh == host);
        let path = url.path.to_str().ok()?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
        let parts: Vec<String> = path.split('/').map(str::to_owned).collect();
        let is_plain = |part: &String| !matches!(part.as_str(), "" | "." | "..");
        parts.iter().all(is_plain).then(|| Self {
            scheme,
            host: site.map_or(host.clone(), |(_, site)| (*site).to_owned()),
            port,
            path: parts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_remote_leads_to_one_page() {
        for text in [
            "git@example.org:group/repo.git",
            "git@example.org:/group/repo.git",
            "example.org:group/repo",
            "ssh://git@example.org/group/repo.git",
            "ssh://git@example.org:2222/group/repo.git/",
            "git://example.org/group/repo.git",
            "git+ssh://git@example.org/group/repo",
            "https://example.org/group/repo",
            "https://example.org/group/repo/",
            "https://example.org:443/group/repo.git",
            "https://Example.ORG/group/repo.git",
            " https://example.org/group/repo.git\n",
        ] {
            let address = Address::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (address.scheme, address.host.as_str(), address.port),
                ("https", "example.org", None),
                "{text}"
            );
            assert_eq!(address.path, ["group", "repo"], "{text}");
        }
        let other = Address::parse("http://example.org:8080/a/b/c.git").unwrap();
        assert_eq!((other.scheme, other.port), ("http", Some(8080)));
        assert_eq!(other.path, ["a", "b", "c"]);
        let ssh = Address::parse("ssh://git@ssh.github.com:443/o/r.git").unwrap();
        assert_eq!(ssh.host, "github.com");
    }

    #[test]
    fn nothing_that_lets_anyone_in_is_kept() {
        for text in [
            "https://user:secret@example.org/group/repo.git",
            "https://secret@example.org/group/repo.git",
            "https://secret:x-oauth-basic@example.org/group/repo.git",
            "https://example.org/group/repo.git?private_token=secret",
            "https://example.org/group/repo#secret",
            "ssh://secret@example.org/group/repo.git",
            "secret@example.org:group/repo.git",
        ] {
            let address = Address::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert!(!format!("{address:?}").contains("secret"), "{address:?}");
        }
    }

    #[test]
    fn what_is_on_no_host_has_no_address() {
        for text in [
            "",
            "..",
            "/srv/git/repo.git",
            "../repo.git",
            "file:///srv/git/repo.git",
            "C:\\repo",
            "github-work:o/r.git",
            "https://",
            "https://example.org",
            "https://exa mple.org/a/b",
            "https://example.org/a/../b",
            "ext::sh -c whoami",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
