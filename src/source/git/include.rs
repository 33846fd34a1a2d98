//! Files outside of a repository that its configuration includes.
//!
//! Neither libgit2 nor the `git` program can be told to leave them alone, so they are looked for before the
//! configuration is believed: what a repository says must not make us read the rest of the machine.

use std::path::{Path, PathBuf};

use bstr::{ByteSlice as _, ByteVec as _};

/// The largest configuration that is looked through.
const LARGEST: usize = 1 << 20;

/// The first file that a repository's own configuration includes and that lies outside of all `homes`.
pub(super) fn outside(config: &Path, homes: &[&Path]) -> Option<PathBuf> {
    let text = std::fs::read(config).ok()?;
    let folder = config.parent()?;
    let mut included = false;
    for line in text.get(..text.len().min(LARGEST)).unwrap_or_default().lines() {
        let mut line = line.trim();
        if let Some(section) = line.strip_prefix(b"[") {
            let lower = section.to_ascii_lowercase();
            included =
                lower.starts_with(b"include]") || lower.starts_with(b"include ") || lower.starts_with(b"includeif");
            // A setting may stand behind its section on the same line.
            line = section.rsplit_once_str(b"]").map_or(&b""[..], |(_, rest)| rest).trim();
        }
        let Some((key, value)) = line.split_once_str(b"=").filter(|_| included) else { continue };
        if !key.trim().eq_ignore_ascii_case(b"path") {
            continue;
        }
        let written = value.trim().replace(b"\"", b"");
        let path = folder.join(written.into_path_buf_lossy());
        let real = path.canonicalize();
        // What is not there is not read. `~` is the user's own folder, which is no part of a repository.
        let inside =
            |real: &Path| homes.iter().any(|home| home.canonicalize().is_ok_and(|home| real.starts_with(home)));
        if path.to_string_lossy().contains('~') || real.is_ok_and(|real| !inside(&real)) {
            return Some(path);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_out_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside_file) = (folder.path().join("repo"), folder.path().join("other"));
        std::fs::create_dir(&inside).unwrap();
        std::fs::write(&outside_file, "").unwrap();
        std::fs::write(inside.join("more"), "").unwrap();
        let config = inside.join("config");
        let look = |text: &str| {
            std::fs::write(&config, text).unwrap();
            outside(&config, &[&inside]).is_some()
        };
        assert!(!look("[core]\n\tpath = ../other\n[include]\n\tpath = more\n"));
        assert!(!look("[include]\n\tpath = ../not-there\n"));
        assert!(look("[include]\n\tpath = ../other\n"));
        assert!(look("[includeIf \"gitdir:/\"] path = \"../other\"\n"));
        assert!(look("[Include]\nPath=~/x\n"));
    }
}
