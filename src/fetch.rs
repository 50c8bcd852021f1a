//! Files from the web. The only module that uses the network, for the commands that are asked to.

use std::time::Duration;

use ureq::Agent;

/// A server that takes longer is given up.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none of the web.
    #[error("`{0}` is no address of the web, which begins with `https://` or `http://`")]
    NotWeb(String),
    /// The server has no such file.
    #[error("`{url}` cannot be fetched: the server answers {status}")]
    Status {
        /// The address.
        url: String,
        /// The status of HTTP.
        status: u16,
    },
    /// The file goes on and on.
    #[error("`{url}` is larger than {limit} bytes")]
    TooLarge {
        /// The address.
        url: String,
        /// What was asked for at most.
        limit: u64,
    },
    /// There is no server, no network, or no end.
    #[error("`{url}` cannot be fetched")]
    Failed {
        /// The address.
        url: String,
        /// What the client says.
        source: Box<ureq::Error>,
    },
}

/// Fetches a file of at most `limit` bytes over HTTP or HTTPS, wherever the server says that it is now.
pub fn fetch(url: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), Some("https" | "http")) {
        return Err(FetchError::NotWeb(url.to_owned()));
    }
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .user_agent(concat!("mdbook-autodoc/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let read = || {
        let mut response = agent.get(url).call()?;
        response.body_mut().with_config().limit(limit).read_to_vec()
    };
    let url = || url.to_owned();
    read().map_err(|error| match error {
        ureq::Error::StatusCode(status) => FetchError::Status { url: url(), status },
        ureq::Error::BodyExceedsLimit(limit) => FetchError::TooLarge { url: url(), limit },
        error => FetchError::Failed {
            url: url(),
            source: Box::new(error),
        },
    })
}
