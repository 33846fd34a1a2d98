//! Where a candidate stands, by its path alone.

use super::signal::Sig;
use crate::check::{PathClass, is_bundle, path_class};

/// Where a candidate stands: what its path says, worked out once a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the file is for.
    pub class: PathClass,
    /// What a page's folder says, where a page is part of an application and not prose.
    pub(super) page: Option<PathClass>,
    /// What it holds are texts of a user interface, as far as its name can say.
    pub(super) translated: bool,
    /// The file holds program code, in which a bare word is a name.
    pub code: bool,
    /// It says which packages the application asks for, though the hashes in it make it one of the lock files.
    pub(super) requires: bool,
    /// What kind of data or text it holds.
    pub(super) family: Option<Sig>,
}

const CODE: &[&str] = &[
    "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "cs", "java", "kt", "kts", "scala", "groovy", "gradle", "go",
    "rs", "swift", "dart", "py", "pyi", "rb", "erb", "php", "pl", "pm", "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue",
    "svelte", "lua", "r", "jl", "ex", "exs", "erl", "hs", "ml", "mli", "clj", "cljs", "fs", "fsx", "vb", "d", "nim",
    "zig", "v", "sv", "vhd", "proto", "thrift", "graphql", "s", "asm", "css", "scss", "less", "sol", "cr", "coffee",
    "elm", "html", "htm", "cshtml", "jsp", "aspx", "hbs", "ejs", "tf", "bicep",
];

impl Place {
    /// Judges a path.
    pub fn of(path: &[u8]) -> Self {
        let extension = path.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
        let family = match extension.as_slice() {
            b"md" | b"mdx" | b"markdown" | b"rst" | b"txt" | b"adoc" => Some(Sig::Markdown),
            b"yml" | b"yaml" => Some(Sig::Yaml),
            b"json" | b"json5" | b"jsonc" => Some(Sig::Json),
            b"env" | b"properties" | b"ini" | b"conf" | b"cfg" | b"cnf" | b"toml" | b"example" | b"sample" => {
                Some(Sig::Env)
            }
            b"xml" | b"html" | b"htm" | b"resx" | b"config" | b"plist" | b"xaml" | b"csproj" => Some(Sig::Xml),
            b"sh" | b"bash" | b"zsh" | b"ps1" | b"bat" | b"cmd" | b"sql" | b"dockerfile" => Some(Sig::Script),
            _ => None,
        };
        let is_page = matches!(extension.as_slice(), b"html" | b"htm");
        let page = is_page.then(|| path_class(&[path, b".page"].concat()));
        let code = CODE.iter().any(|code| code.as_bytes() == extension);
        let requires = path.rsplit(|b| *b == b'/').next().is_some_and(|name| name == b"go.mod");
        let class = path_class(path);
        let translated = class == PathClass::Locale || is_bundle(path);
        Self { class, page, translated, code, requires, family }
    }
}

impl Place {
    /// Whether names stand under other names there, by indentation or in sections.
    pub(super) fn nests(self) -> bool {
        matches!(self.family, Some(Sig::Yaml | Sig::Json | Sig::Env))
    }

    /// Whether the text before a name counts there: see [`super::Head`].
    pub(crate) fn asks_head(self) -> bool {
        self.nests() || self.class == PathClass::Docs
    }

    /// A test or prose, of an example's too: nobody runs what they show.
    pub(super) fn is_made_to_be_seen(self) -> bool {
        let prose = self.family == Some(Sig::Markdown);
        matches!(self.class, PathClass::Test | PathClass::Docs) || (self.class == PathClass::Example && prose)
    }
}
