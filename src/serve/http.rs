//! Requests and answers.

#![expect(clippy::disallowed_methods, reason = "the built pages are read here")]

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, Request, State as Extracted, WebSocketUpgrade};
use axum::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, ORIGIN, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tower_http::services::ServeFile;

use super::access::{is_own_host, is_own_origin};
use super::page::{NOT_YET, SCRIPT, SCRIPT_PATH, with_script};
use super::path::{file_of, is_another_time, is_of_whole_book};
use super::socket::speak;
use super::{ENDPOINT, Shared, Site, State};

/// What a page says over its socket is short.
const MOST_BYTES: usize = 1 << 20;

/// Answers requests.
pub(super) async fn serve(listeners: Vec<TcpListener>, shared: Arc<Shared>) {
    let router = Router::new().fallback(answer).with_state(shared);
    let mut servers = tokio::task::JoinSet::new();
    for listener in listeners {
        // The socket was opened already: nothing is left that fails.
        if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
            servers.spawn(axum::serve(listener, router.clone()).into_future());
        }
    }
    servers.join_all().await;
}

async fn answer(Extracted(shared): Extracted<Arc<Shared>>, request: Request) -> Response {
    let mut response = match refuse(request.headers(), &shared.hostname) {
        Some(reason) => (StatusCode::FORBIDDEN, reason).into_response(),
        None => answer_own(shared, request).await,
    };
    let headers = response.headers_mut();
    // What is served changes at any time.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// Why nobody answers a request.
fn refuse(headers: &HeaderMap, hostname: &str) -> Option<&'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(HOST).unwrap_or_default();
    if !is_own_host(host, hostname) {
        return Some(
            "This server does not go by that name: use its number or `localhost`, or start it with `--hostname NAME`.\n",
        );
    }
    let is_foreign = text(ORIGIN).is_some_and(|origin| !is_own_origin(origin, host));
    is_foreign.then_some("Pages of other sites cannot read this one.\n")
}

async fn answer_own(shared: Arc<Shared>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    let path = request.uri().path().to_owned();
    if path.strip_prefix('/') == Some(ENDPOINT) {
        let (mut parts, _) = request.into_parts();
        return match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
            Ok(upgrade) => upgrade
                .max_message_size(MOST_BYTES)
                .on_upgrade(move |socket| speak(socket, shared)),
            Err(rejection) => rejection.into_response(),
        };
    }
    if path == SCRIPT_PATH {
        return ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response();
    }
    let state = if is_of_whole_book(&path) {
        whole(&shared).await
    } else {
        shared.states.borrow().clone()
    };
    let generation = shared.generation(&state);
    let is_for_people = request
        .headers()
        .get_all(ACCEPT)
        .iter()
        .any(|value| value.to_str().is_ok_and(|value| value.contains("text/html")));
    let script = is_for_people.then_some(generation.as_str());
    let Some(site) = state.site else {
        return page(StatusCode::SERVICE_UNAVAILABLE, NOT_YET, script);
    };
    let file = file_of(&path).and_then(|file| find(&site, &file));
    match file {
        Some(file) if file.is_dir() => {
            let query = request.uri().query().map(|query| format!("?{query}"));
            // Two slashes at the start would be the name of another server.
            let to = format!("/{}/{}", path.trim_matches('/'), query.unwrap_or_default());
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response()
        }
        Some(file) if is_page(&file) => show(StatusCode::OK, &file, script),
        Some(file) => match ServeFile::new(file).try_call(request).await {
            Ok(response) => response.map(Body::new),
            Err(_) => missing(&site, script),
        },
        None => missing(&site, script),
    }
}

/// What there is when nothing of it is still made.
async fn whole(shared: &Shared) -> State {
    let mut states = shared.states.subscribe();
    let is_enough = |state: &State| state.is_whole || state.site.is_none();
    let found = states.wait_for(is_enough).await;
    // What is shared has the sender.
    found.map(|state| state.clone()).unwrap_or_default()
}

fn is_page(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "html")
}

/// Where a file of the site is, or the directory of that name. A static file with a digest in its name is there under
/// every name that it had: a page that is open asks for it long after it was built.
pub(super) fn find(site: &Site, file: &Path) -> Option<PathBuf> {
    let full = site.directory.join(file);
    if full.exists() {
        return Some(full);
    }
    let entries = fs::read_dir(full.parent()?).ok()?;
    let is_it = |path: &PathBuf| is_another_time(path, file);
    entries.flatten().map(|entry| entry.path()).find(is_it)
}

/// Answers with a page of the book.
fn show(status: StatusCode, file: &Path, script: Option<&str>) -> Response {
    match fs::read_to_string(file) {
        Ok(text) => page(status, &text, script),
        // A page of the author's that is not UTF-8 is no page of mdBook's.
        Err(_) => match fs::read(file) {
            Ok(bytes) => (status, [(CONTENT_TYPE, "text/html")], bytes).into_response(),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// Answers with a page; `script` is the build for which it has the script that loads it again, if it has one.
fn page(status: StatusCode, text: &str, script: Option<&str>) -> Response {
    let text = script.map_or_else(|| text.to_owned(), |generation| with_script(text, generation));
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (VARY, "accept")];
    (status, headers, text).into_response()
}

/// Answers that there is no such page.
fn missing(site: &Site, script: Option<&str>) -> Response {
    show(
        StatusCode::NOT_FOUND,
        &site.directory.join(&site.not_found),
        script,
    )
}
