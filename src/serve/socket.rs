//! What is said over the socket of an open page.
//!
//! The page says which build it is from and what it uses, as JSON. The server says `reload`, as `mdbook serve` does, or
//! tells the problem of the last build as JSON. Who says nothing hears `reload` after every good build, as from
//! `mdbook serve`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket};
use serde::Deserialize;
use serde_json::json;

use super::http::find;
use super::page::fingerprint;
use super::path::{file_of, is_search_index};
use super::{Shared, Site, State};
use crate::digest::Digest;

/// No page uses more files.
const MOST_USES: usize = 4096;

/// What a page says.
#[derive(Debug, Deserialize)]
struct Said {
    /// The build that it is from.
    generation: String,
    /// Paths of what it uses, its own among them.
    uses: Vec<String>,
}

/// A page that is open.
#[derive(Debug, Default)]
struct Open {
    has_spoken: bool,
    /// What it uses, as it was when it was loaded.
    uses: BTreeMap<String, Option<Digest>>,
    /// The problem that it shows.
    problem: Option<Arc<str>>,
}

/// Speaks with a page until it is closed.
pub(super) async fn speak(mut socket: WebSocket, shared: Arc<Shared>) {
    let mut states = shared.states.subscribe();
    let mut last = states.borrow_and_update().clone();
    let mut open = Open::default();
    loop {
        let said = tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => serde_json::from_str::<Said>(&text).ok(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => None,
            },
            changed = states.changed() => match changed {
                Ok(()) => None,
                Err(_) => return,
            },
        };
        let state = states.borrow_and_update().clone();
        let is_new = state.number != last.number;
        // What was still made then is another one now. A page that has said nothing knows already that there is a new build.
        let is_finished = state.is_whole && !last.is_whole && open.has_spoken;
        last = state.clone();
        let mut answer = Vec::new();
        if (is_new || is_finished) && open.is_touched(state.site.as_ref()).await {
            answer.push(Message::text("reload"));
        }
        if let Some(said) = said {
            if said.generation == shared.generation(&state) || open.has_spoken {
                open.hear(said.uses, state.site.as_ref()).await;
            } else {
                answer.push(Message::text("reload"));
            }
            open.has_spoken = true;
        }
        answer.extend(open.problem(&state));
        for message in answer {
            if socket.send(message).await.is_err() {
                return;
            }
        }
    }
}

impl Open {
    /// Notes what the page uses besides.
    async fn hear(&mut self, uses: Vec<String>, site: Option<&Arc<Site>>) {
        let uses: Vec<String> = uses
            .into_iter()
            .filter(|path| !is_search_index(path))
            .take(MOST_USES - self.uses.len())
            .collect();
        self.uses.extend(fingerprints(uses, site).await);
    }

    /// Whether something that it uses is not as it was.
    async fn is_touched(&mut self, site: Option<&Arc<Site>>) -> bool {
        if !self.has_spoken {
            return true;
        }
        let now = fingerprints(self.uses.keys().cloned().collect(), site).await;
        let is_touched = now != self.uses;
        self.uses = now;
        is_touched
    }

    /// The message by which it shows another problem, or none any more.
    fn problem(&mut self, state: &State) -> Option<Message> {
        if !self.has_spoken || self.problem == state.problem {
            return None;
        }
        self.problem.clone_from(&state.problem);
        Some(Message::text(
            json!({ "problem": self.problem.as_deref() }).to_string(),
        ))
    }
}

/// Reads files, and tells what they are; nothing for those that are not there.
async fn fingerprints(paths: Vec<String>, site: Option<&Arc<Site>>) -> BTreeMap<String, Option<Digest>> {
    let site = site.cloned();
    let work = move || {
        let one = |path: String| {
            let found = site
                .as_deref()
                .and_then(|site| find(site, &file_of(&path)?))
                .and_then(|file| Some(fingerprint(&read(&file)?)));
            (path, found)
        };
        paths.into_iter().map(one).collect()
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the built pages are read")]
fn read(file: &std::path::Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}
