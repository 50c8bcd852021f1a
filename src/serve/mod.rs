//! The pages over HTTP, and which of the open ones are loaded again.
//!
//! The server always has the last good build. A page that is open tells over a socket what it uses, and hears of a new
//! build only when something of that has changed, or when the book cannot be built. Only programs of this machine reach
//! the server unless it is told otherwise, and no page of another site can read it, not even by a name that leads here.

mod access;
mod address;
mod http;
mod page;
mod path;
mod socket;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::SystemTime;

use tokio::sync::watch;

pub use address::{ServeError, bind, url};

/// Where pages open their socket, as in `mdbook serve`.
pub const ENDPOINT: &str = "__livereload";

/// The files of a built book.
#[derive(Clone, Debug)]
pub struct Site {
    /// The directory of the pages.
    pub directory: PathBuf,
    /// The page that is shown where there is none, in that directory.
    pub not_found: PathBuf,
}

/// What the server knows of the book.
#[derive(Clone, Debug, Default)]
struct State {
    /// The last good build; nothing before the first.
    site: Option<Arc<Site>>,
    /// How many builds there were.
    number: u64,
    /// Whether nothing of the site is still made.
    is_whole: bool,
    /// Why the book could not be built last time.
    problem: Option<Arc<str>>,
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    states: watch::Sender<State>,
    /// The name that the server was given.
    hostname: String,
    /// Tells the builds of this server from those of others that had its address.
    start: u128,
}

impl Shared {
    /// The name of a build.
    fn generation(&self, state: &State) -> String {
        format!("{:x}-{}", self.start, state.number)
    }
}

/// A server that runs until the program ends.
#[derive(Clone, Debug)]
pub struct Server(Arc<Shared>);

impl Server {
    /// Answers on sockets that [`bind`] gave for a name.
    pub fn start(listeners: Vec<std::net::TcpListener>, hostname: &str) -> Result<Self, ServeError> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let shared = Arc::new(Shared {
            states: watch::Sender::new(State::default()),
            hostname: hostname.to_owned(),
            start: since.unwrap_or_default().as_nanos(),
        });
        let runtime = runtime().map_err(ServeError::Start)?;
        let served = Arc::clone(&shared);
        let run = move || runtime.block_on(http::serve(listeners, served));
        thread::Builder::new()
            .name("server".to_owned())
            .spawn(run)
            .map_err(ServeError::Start)?;
        Ok(Self(shared))
    }

    /// A new build is served from now on. If it is not `is_whole`, the files of the whole book are still made: who asks for
    /// one waits for [`Server::finish`].
    pub fn publish(&self, site: Site, is_whole: bool) {
        self.0.states.send_modify(|state| {
            state.site = Some(Arc::new(site));
            state.number += 1;
            state.is_whole = is_whole;
            state.problem = None;
        });
    }

    /// The pages are other ones from now on, and the files of the whole book are still made.
    pub fn begin(&self) {
        self.0.states.send_modify(|state| state.is_whole = false);
    }

    /// The build that was published is whole now.
    pub fn finish(&self) {
        self.0.states.send_modify(|state| state.is_whole = true);
    }

    /// The book could not be built; the last good build stays.
    pub fn show_problem(&self, problem: &str) {
        self.0.states.send_modify(|state| {
            state.is_whole = true;
            state.problem = Some(problem.into());
        });
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Does something each time that the program is asked to end, as by Ctrl-C: the first time, and again.
pub fn on_interrupt(mut act: impl FnMut() + Send + 'static) -> Result<(), ServeError> {
    let runtime = runtime().map_err(ServeError::Start)?;
    let wait = async move {
        loop {
            if interrupted().await.is_err() {
                return;
            }
            act();
        }
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || runtime.block_on(wait))
        .map(drop)
        .map_err(ServeError::Start)
}

#[cfg(unix)]
async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
