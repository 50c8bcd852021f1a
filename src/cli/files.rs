//! Files of the book that are written on request.

#![expect(
    clippy::disallowed_methods,
    reason = "a file of the book is written on request"
)]

use std::io::{Error, ErrorKind, Write as _};
use std::path::Path;

use super::{EXIT_ENVIRONMENT, Failure};

/// Writes a file as [`write_whole`] does, or says which one cannot be written.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_whole(path, bytes).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })
}

/// Writes a file, which is there as a whole or not at all, and the directories around it. A symbolic link stays one, and
/// a file keeps its permissions; one that is read-only is somebody's wish.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let directory = path.parent().unwrap_or(&path);
    std::fs::create_dir_all(directory)?;
    let known = std::fs::metadata(&path).ok().map(|known| known.permissions());
    if known.as_ref().is_some_and(std::fs::Permissions::readonly) {
        return Err(Error::new(ErrorKind::PermissionDenied, "it is read-only"));
    }
    let mut builder = tempfile::Builder::new();
    let made = with_usual_permissions(&mut builder).tempfile_in(directory);
    let mut file = made.map_err(|error| Error::new(error.kind(), reason(&error)))?;
    file.write_all(bytes)?;
    if let Some(known) = known {
        file.as_file().set_permissions(known)?;
    }
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Why a temporary file or directory cannot be made, without its random name.
pub(super) fn reason(error: &Error) -> String {
    let told = error.to_string();
    told.split(" at path ").next().unwrap_or_default().to_owned()
}

/// A temporary file is for its owner alone, and a file of a book is for whom the system says.
#[cfg(unix)]
fn with_usual_permissions<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;

    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn with_usual_permissions<'b>(
    builder: &'b mut tempfile::Builder<'static, 'static>,
) -> &'b mut tempfile::Builder<'static, 'static> {
    builder
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_file_stays_what_it_is_but_for_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let text = |name: &str| std::fs::read_to_string(path(name)).unwrap();
        let mode = |name: &str| std::fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;

        write_whole(&path("below/new"), b"1").unwrap();
        std::fs::write(path("plain"), "1").unwrap();
        assert_eq!(
            (text("below/new").as_str(), mode("below/new")),
            ("1", mode("plain"))
        );

        std::fs::set_permissions(path("plain"), std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink("plain", path("link")).unwrap();
        write_whole(&path("link"), b"2").unwrap();
        assert_eq!((text("plain").as_str(), mode("plain")), ("2", 0o640));
        assert!(path("link").is_symlink());

        std::fs::set_permissions(path("plain"), std::fs::Permissions::from_mode(0o440)).unwrap();
        let refused = write_whole(&path("link"), b"3").unwrap_err();
        assert_eq!(refused.to_string(), "it is read-only");
        assert_eq!(text("plain"), "2");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 3, "a temporary file is left");
    }
}
