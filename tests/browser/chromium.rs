//! The scripts of this folder, which share one browser in each test program.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::support::tools;

/// The browser, which ends with the pipe to it, and its address.
static BROWSER: OnceLock<(Child, String)> = OnceLock::new();

/// A script, in the browser of this program.
#[expect(clippy::unwrap_used, reason = "a test may panic")]
pub(crate) fn script(node: &Path, name: &str) -> Command {
    let folder = tools::repository().join("tests/browser");
    let (_, address) = BROWSER.get_or_init(|| {
        let mut server = Command::new(node);
        server.arg(folder.join("server.mjs"));
        let mut child = server
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut address).unwrap();
        (child, address.trim().to_owned())
    });
    let mut command = Command::new(node);
    command.arg(folder.join(name)).env("AUTODOC_BROWSER", address);
    command
}
