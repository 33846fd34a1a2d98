//! Where a report goes: a file that is whole or not there, or a stream whose reader may leave.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the report to {place}: {problem}; {advice}")]
pub struct SinkError {
    place: String,
    problem: io::Error,
    advice: &'static str,
}

/// How writing to a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery<T> {
    /// All of it was taken.
    Whole(T),
    /// The reader had enough (`| head`): no error, and no reason for another exit code.
    Closed,
}

/// Writes a file through a temporary one beside it, so that whoever reads it sees the old one or the whole new one.
///
/// A link is followed within its folder: one that leads elsewhere may have been put there by whoever wrote what is scanned.
/// What is no regular file (`/dev/null`, a pipe) is written to directly.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> Result<T, SinkError> {
    let attempt = || match fs::metadata(path) {
        Ok(known) if known.is_dir() => Err(io::Error::from(ErrorKind::IsADirectory)),
        Ok(known) if !known.is_file() => {
            buffered(OpenOptions::new().write(true).open(path)?, write).map(|(done, _)| done)
        }
        Ok(_) if leads_elsewhere(path)? => Err(io::Error::other("a link that leads to another folder")),
        Ok(known) => replace(&fs::canonicalize(path)?, Some(known.permissions()), write),
        Err(_) => replace(path, None, write),
    };
    attempt().map_err(|problem| SinkError::new(path.display().to_string(), problem))
}

fn leads_elsewhere(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_symlink() || path.starts_with("/dev") {
        return Ok(false);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(fs::canonicalize(path)?.parent() != Some(fs::canonicalize(folder)?.as_path()))
}

/// Writes to a stream such as standard output.
pub fn to_stream<T>(
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<Delivery<T>, SinkError> {
    match buffered(out, write) {
        Ok((done, _)) => Ok(Delivery::Whole(done)),
        Err(problem) if problem.kind() == ErrorKind::BrokenPipe => Ok(Delivery::Closed),
        Err(problem) => Err(SinkError::new("standard output".to_owned(), problem)),
    }
}

fn replace<T>(
    path: &Path,
    permissions: Option<fs::Permissions>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    // `parent` of a bare name is empty, and of `..` or `/` there is none to write into.
    let folder = path.parent().ok_or(ErrorKind::IsADirectory)?;
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    let file = temporary(&folder)?;
    if let Some(permissions) = permissions {
        // Who made the report private has a reason.
        file.as_file().set_permissions(permissions)?;
    }
    let (done, file) = buffered(file, write)?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(done)
}

/// An empty file that vanishes unless it is kept, readable by whom the umask lets: reports are there to be uploaded.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".reticent-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn buffered<W: Write, T>(out: W, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<(T, W)> {
    let mut buffer = BufWriter::with_capacity(1 << 16, out);
    let written = write(&mut buffer);
    match written {
        Ok(done) => Ok((done, buffer.into_inner().map_err(io::IntoInnerError::into_error)?)),
        Err(problem) => {
            // What is still in the buffer belongs to a report that will not be whole.
            let _abandoned = buffer.into_parts();
            Err(problem)
        }
    }
}

impl SinkError {
    fn new(place: String, problem: io::Error) -> Self {
        let advice = match problem.kind() {
            ErrorKind::NotFound => "make the folder first",
            ErrorKind::NotADirectory => "a part of the way there is no folder",
            ErrorKind::IsADirectory => "name a file, not a folder",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "name a place that you may write to",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space, or name another place",
            _ => "name another place with --output",
        };
        Self { place, problem, advice }
    }

    /// What the system said.
    pub fn problem(&self) -> &io::Error {
        &self.problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(out: &mut dyn Write) -> io::Result<u8> {
        out.write_all(b"hello").map(|()| 7)
    }

    #[test]
    fn a_file_is_whole_or_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        assert_eq!(to_file(&path, hello).unwrap(), 7);
        let failing = to_file(&path, |out| out.write_all(b"half").and(Err::<(), _>(io::Error::other("stopped"))));
        assert!(failing.unwrap_err().to_string().contains("stopped"));
        assert_eq!(fs::read(&path).unwrap(), b"hello");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_any_file_or_of_the_old_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("report"), folder.path().join("other"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        fs::write(&other, "").unwrap();
        to_file(&path, hello).unwrap();
        assert_eq!(mode(&path), mode(&other));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        to_file(&path, hello).unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn problems_name_the_place_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("report.txt");
        let message = to_file(&path, hello).unwrap_err().to_string();
        assert!(message.contains("report.txt") && message.contains("make the folder first"), "{message}");
        let message = to_file(folder.path(), hello).unwrap_err().to_string();
        assert!(message.contains("name a file, not a folder"), "{message}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_their_folder_and_keep_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        to_file(&link, hello).unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"hello");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("link");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let message = to_file(&link, |out| out.write_all(b"other")).unwrap_err().to_string();
        assert!(message.contains("leads to another folder; name another place"), "{message}");
        assert_eq!(fs::read(&real).unwrap(), b"hello");
    }

    #[test]
    fn a_reader_that_leaves_is_no_error() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert_eq!(to_stream(Gone, hello).unwrap(), Delivery::Closed);
        assert_eq!(to_stream(Vec::new(), hello).unwrap(), Delivery::Whole(7));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let full = Path::new("/dev/full");
        assert!(to_file(full, hello).unwrap_err().to_string().contains("free some space"));
        let out = OpenOptions::new().write(true).open(full).unwrap();
        assert_eq!(to_stream(out, hello).unwrap_err().problem().kind(), ErrorKind::StorageFull);
        assert_eq!(to_file(Path::new("/dev/null"), hello).unwrap(), 7);
    }
}
