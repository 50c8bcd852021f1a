//! What the pages of files are called on each forge.

use super::address::Address;
use crate::config::Forge;
use crate::render::escape;

/// What a link names: a release or a branch, whose files may change, or a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Revision {
    Tag(String),
    Branch(String),
    Commit(String),
}

impl Revision {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Tag(name) | Self::Branch(name) | Self::Commit(name) => name,
        }
    }
}

/// Sites that do not say in their name what they run.
const SITES: [(&str, Forge); 8] = [
    ("bitbucket.org", Forge::Bitbucket),
    ("codeberg.org", Forge::Gitea),
    ("opendev.org", Forge::Gitea),
    ("git.sr.ht", Forge::SourceHut),
    ("salsa.debian.org", Forge::GitLab),
    ("framagit.org", Forge::GitLab),
    ("invent.kde.org", Forge::GitLab),
    ("code.videolan.org", Forge::GitLab),
];

/// What hosts are called that run a forge of their own, such as `gitlab.example.org`.
const LABELS: [(&str, Forge); 4] = [
    ("github", Forge::GitHub),
    ("gitlab", Forge::GitLab),
    ("gitea", Forge::Gitea),
    ("forgejo", Forge::Gitea),
];

/// The forge at a host, as far as its name tells.
pub(super) fn at_host(host: &str) -> Option<Forge> {
    let site = SITES.iter().find(|(site, _)| *site == host);
    let label = || {
        LABELS
            .iter()
            .find(|(name, _)| host.split('.').any(|label| label == *name))
    };
    site.or_else(label).map(|(_, forge)| *forge)
}

/// The template of links to the files of a repository; `None` where the address is that of no repository.
pub(super) fn template(forge: Forge, address: &Address, revision: &Revision) -> Option<String> {
    let parts = repository(forge, &address.path)?;
    let port = address.port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = escape::url_path(&parts.join("/"));
    let top = format!("{}://{}{port}/{path}", address.scheme, address.host);
    let name = escape::url_path(revision.name());
    let kind = match revision {
        Revision::Tag(_) => "tag",
        Revision::Branch(_) => "branch",
        Revision::Commit(_) => "commit",
    };
    Some(match forge {
        Forge::GitHub => format!("{top}/blob/{name}/{{path}}#L{{line}}-L{{end-line}}"),
        Forge::GitLab => format!("{top}/-/blob/{name}/{{path}}#L{{line}}-{{end-line}}"),
        Forge::Bitbucket => format!("{top}/src/{name}/{{path}}#lines-{{line}}:{{end-line}}"),
        Forge::Gitea => format!("{top}/src/{kind}/{name}/{{path}}#L{{line}}-L{{end-line}}"),
        Forge::SourceHut => format!("{top}/tree/{name}/item/{{path}}#L{{line}}"),
    })
}

/// The parts that name the repository: the rest of an address that a person copied leads into it.
fn repository(forge: Forge, path: &[String]) -> Option<&[String]> {
    let end = match forge {
        Forge::GitHub | Forge::Bitbucket | Forge::SourceHut => 2,
        // Groups are nested as deep as anyone likes, and `-` stands behind the repository.
        Forge::GitLab => path.iter().position(|part| part == "-").unwrap_or(path.len()),
        // Gitea may be installed below a path, and `src` stands behind the repository.
        Forge::Gitea => match path.iter().skip(2).position(|part| part == "src") {
            Some(index) => index + 2,
            None => path.len(),
        },
    };
    path.get(..end).filter(|parts| parts.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_pages_of_its_own() {
        let branch = Revision::Branch("main".to_owned());
        for (text, expected) in [
            (
                "git@github.com:o/r.git",
                "https://github.com/o/r/blob/main/{path}#L{line}-L{end-line}",
            ),
            (
                "https://github.com/o/r/tree/main/docs",
                "https://github.com/o/r/blob/main/{path}#L{line}-L{end-line}",
            ),
            (
                "https://github.example.org/o/r",
                "https://github.example.org/o/r/blob/main/{path}#L{line}-L{end-line}",
            ),
            (
                "git@gitlab.com:group/sub/r.git",
                "https://gitlab.com/group/sub/r/-/blob/main/{path}#L{line}-{end-line}",
            ),
            (
                "https://gitlab.example.org:8443/g/r/-/tree/main",
                "https://gitlab.example.org:8443/g/r/-/blob/main/{path}#L{line}-{end-line}",
            ),
            (
                "git@bitbucket.org:o/r.git",
                "https://bitbucket.org/o/r/src/main/{path}#lines-{line}:{end-line}",
            ),
            (
                "https://codeberg.org/o/r/src/branch/main/docs",
                "https://codeberg.org/o/r/src/branch/main/{path}#L{line}-L{end-line}",
            ),
            (
                "git@git.sr.ht:~user/r",
                "https://git.sr.ht/~user/r/tree/main/item/{path}#L{line}",
            ),
        ] {
            let address = Address::parse(text).unwrap();
            let forge = at_host(&address.host).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                template(forge, &address, &branch).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn gitea_tells_branches_from_tags_and_commits() {
        let address = Address::parse("https://codeberg.org/o/r").unwrap();
        for (revision, expected) in [
            (Revision::Tag("v1".to_owned()), "/src/tag/v1/"),
            (Revision::Branch("a/b".to_owned()), "/src/branch/a/b/"),
            (Revision::Commit("0f".to_owned()), "/src/commit/0f/"),
        ] {
            let template = template(Forge::Gitea, &address, &revision).unwrap();
            assert!(template.contains(expected), "{template}");
        }
    }

    #[test]
    fn names_are_parts_of_an_address_and_nothing_else() {
        let address = Address::parse("https://github.com/o/{line}\"r.git").unwrap();
        let revision = Revision::Branch("fix#1{path}".to_owned());
        assert_eq!(
            template(Forge::GitHub, &address, &revision).unwrap(),
            "https://github.com/o/%7Bline%7D%22r/blob/fix%231%7Bpath%7D/{path}#L{line}-L{end-line}"
        );
    }

    #[test]
    fn a_host_that_says_nothing_is_no_forge() {
        for host in [
            "example.org",
            "github-work",
            "notgithub.com",
            "bitbucket.example.org",
        ] {
            assert_eq!(at_host(host), None, "{host}");
        }
        let address = Address::parse("https://github.com/owner").unwrap();
        assert_eq!(
            template(Forge::GitHub, &address, &Revision::Tag("v1".to_owned())),
            None
        );
    }
}
