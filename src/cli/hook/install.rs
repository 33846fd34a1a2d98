//! Putting hooks in place: where git looks for them, beside what was there before.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bstr::ByteSlice as _;

use crate::cli::Failure;
use crate::cli::args::Hook;
use crate::cli::output::say;
use crate::cli::world::World;
use crate::model::Exit;
use crate::source::git::{At, Repository};

/// A line that only our own scripts have.
const OURS: &[u8] = b"`reticent hook install` writes it";

/// What the name of a hook that was there before ends with.
const BEFORE: &str = ".before-reticent";

/// Where git looks for the hooks of the repository around us.
struct Folder {
    path: PathBuf,
    /// Other repositories look there as well.
    shared: bool,
}

impl Folder {
    fn find() -> Result<Self, Failure> {
        let repository = Repository::open(At::Environment, false)?;
        let place = repository.place();
        let top = place.top.as_ref().unwrap_or(&place.git_dir);
        let asked = repository.config("core.hooksPath").filter(|path| !path.is_empty());
        let path = match asked {
            Some(path) => top.join(path.to_path_lossy()),
            None => place.common_dir.join("hooks"),
        };
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let inside = [top, &place.common_dir].iter().any(|home| real(&path).starts_with(real(home)));
        Ok(Self { path, shared: !inside })
    }

    fn hook(&self, hook: Hook) -> PathBuf {
        self.path.join(hook.name())
    }

    fn before(&self, hook: Hook) -> PathBuf {
        self.path.join(format!("{}{BEFORE}", hook.name()))
    }

    fn content(&self, hook: Hook) -> Result<Option<Vec<u8>>, Failure> {
        match fs::read(self.hook(hook)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&self.hook(hook), &error)),
        }
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

fn is_ours(content: &[u8]) -> bool {
    content.contains_str(OURS)
}

/// `hook install`.
pub(super) fn install(hooks: &[Hook], shared: bool, world: &World) -> Result<Exit, Failure> {
    let folder = Folder::find()?;
    if folder.path.ends_with(".husky/_") {
        return Err(Failure::new(
            "husky writes this repository's hooks anew at every install; put this line into .husky/pre-commit instead: \
             reticent hook run pre-commit (docs/hooks.md has the other hooks)",
        ));
    }
    if folder.shared && !shared {
        let text = format!(
            "core.hooksPath leads to {}, outside of this repository: other repositories would get the hooks as well; \
             if you want that, say --shared",
            folder.path.display()
        );
        return Err(Failure::new(text));
    }
    fs::create_dir_all(&folder.path).map_err(|error| failed(&folder.path, &error))?;
    let mut text = String::new();
    for &hook in hooks {
        let (path, before) = (folder.hook(hook), folder.before(hook));
        let found = folder.content(hook)?;
        if found.as_ref().is_some_and(|content| !is_ours(content)) {
            if before.exists() {
                let text = format!("{} and {} are both there; keep one of them", path.display(), before.display());
                return Err(Failure::new(text));
            }
            fs::rename(&path, &before).map_err(|error| failed(&path, &error))?;
        }
        write(&path, &script(hook, world))?;
        let chained = if before.exists() { ", after the hook that was there" } else { "" };
        _ = writeln!(text, "{}: runs{chained}", path.display());
    }
    say(&text)?;
    Ok(Exit::Clean)
}

/// The script, with the way to this very program for when it is not on the path (programs with windows often have a
/// shorter one).
fn script(hook: Hook, world: &World) -> String {
    let program = world.program.as_ref().map(|path| path.to_string_lossy().replace('\\', "/"));
    match program.filter(|program| !program.contains(['\n', '\''])) {
        Some(program) => hook.script().replacen("installed=reticent", &format!("installed='{program}'"), 1),
        None => hook.script().to_owned(),
    }
}

fn write(path: &Path, script: &str) -> Result<(), Failure> {
    // A link to somewhere else is replaced and not followed.
    _ = fs::remove_file(path);
    fs::write(path, script).map_err(|error| failed(path, &error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let modes = fs::Permissions::from_mode(0o755);
        fs::set_permissions(path, modes).map_err(|error| failed(path, &error))?;
    }
    Ok(())
}

/// `hook uninstall`.
pub(super) fn uninstall(hooks: &[Hook]) -> Result<Exit, Failure> {
    let folder = Folder::find()?;
    let mut text = String::new();
    for &hook in hooks {
        let (path, before) = (folder.hook(hook), folder.before(hook));
        let line = match folder.content(hook)? {
            Some(content) if is_ours(&content) => {
                fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
                if before.exists() {
                    fs::rename(&before, &path).map_err(|error| failed(&before, &error))?;
                    "the hook that was there before is back"
                } else {
                    "taken out"
                }
            }
            Some(_) => "left alone: it is not ours",
            None => "was not there",
        };
        _ = writeln!(text, "{}: {line}", path.display());
    }
    say(&text)?;
    Ok(Exit::Clean)
}

/// `hook status`.
pub(super) fn status() -> Result<Exit, Failure> {
    let folder = Folder::find()?;
    let shared = if folder.shared { " (outside of this repository)" } else { "" };
    let mut text = format!("{}{shared}\n", folder.path.display());
    for hook in Hook::ALL {
        let line = match folder.content(hook)? {
            Some(content) if !is_ours(&content) && content.contains_str("reticent") => {
                "another hook, which names reticent"
            }
            Some(content) if !is_ours(&content) => "another hook",
            Some(_) if folder.before(hook).exists() => "runs, after the hook that was there before",
            Some(_) => "runs",
            None => "not installed",
        };
        _ = writeln!(text, "  {:17} {line}", hook.name());
    }
    say(&text)?;
    Ok(Exit::Clean)
}
