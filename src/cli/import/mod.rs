//! `import`: another tool's files become ours.

mod known;
mod write;

use std::fmt::Write as _;
use std::path::Path;

use super::args::ImportArgs;
use super::origins::Origins;
use super::world::World;
use super::{Failure, output};
use crate::model::Exit;
use crate::order::Order as _;
use crate::peer::Note;
use crate::peer::import::{From, Imported, read};
use crate::source::Root;

/// Larger files are no configuration.
const LARGEST: u64 = 64 << 20;

/// `reticent import`. All is read and made before anything is written.
pub(super) fn import(args: &ImportArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let tool = args.tool.from();
    let mut imported = Imported::default();
    let mut wrong: Vec<Note> = Vec::new();
    for file in &args.files {
        let name = file.to_string_lossy().replace('\\', "/");
        let text = text_of(&world.cwd.join(file), &name)?;
        if let Err(problems) = read(tool, &name, &text, &mut imported) {
            wrong.extend(problems);
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::all(&wrong));
    }
    let into = world.cwd.join(&args.into);
    let root = Root::resolve(&[into], &world.cwd, args.trust_owner)?;
    let baseline = known::baseline(&mut imported, &root, world, origins, args.trust_owner)?;
    let files = write::files(tool, &imported, baseline.as_ref());
    if args.dry_run {
        for file in &files {
            output::say(&format!("# {}\n{}\n", file.name, file.shown()))?;
        }
    } else {
        write::all(&files, &root.dir, args.force)?;
    }
    tell(&files, tool, &mut imported, args.dry_run)?;
    Ok(Exit::Clean)
}

fn text_of(path: &Path, name: &str) -> Result<String, Failure> {
    let told = |why: String| Failure::new(format!("{name}: {why}"));
    let known = std::fs::metadata(path).map_err(|error| told(error.to_string()))?;
    if known.is_dir() {
        return Err(told("a folder; name the file itself".to_owned()));
    }
    if known.len() > LARGEST {
        return Err(told(format!("larger than {LARGEST} bytes; this is no configuration")));
    }
    let bytes = std::fs::read(path).map_err(|error| told(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| told(format!("not UTF-8 ({})", error.utf8_error())))
}

/// What was written, and line by line what could not be carried over.
fn tell(files: &[write::Made], tool: From, imported: &mut Imported, dry: bool) -> Result<(), Failure> {
    let mut text = String::new();
    for file in files {
        _ = writeln!(text, "{} {}: {}", if dry { "would write" } else { "wrote" }, file.name, file.holds);
    }
    if files.is_empty() {
        _ = writeln!(text, "nothing of {} has a counterpart; nothing was written", tool.as_str());
    }
    imported.notes.order();
    imported.notes.dedup();
    if !imported.notes.is_empty() {
        _ = writeln!(text, "\nnot carried over, or otherwise now:");
    }
    for note in &imported.notes {
        _ = writeln!(text, "  {note}");
    }
    output::say(&text)
}
