//! What a file is for, judged by its path alone.

/// What a file is for. The first that fits, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathClass {
    /// Hashes of packages: `package-lock.json`, `Cargo.lock`, `go.sum`.
    Lockfile,
    /// Generated for machines: minified scripts, source maps.
    Minified,
    /// Somebody else's code: `node_modules`, `vendor`, `third_party`.
    Vendored,
    /// Tests, fixtures, mocks.
    Test,
    /// A template to be filled in: `.env.example`, `config.sample.yml`.
    Example,
    /// Prose: documentation, change logs.
    Docs,
    /// Texts of a user interface in several languages.
    Locale,
    /// Settings: `.env`, YAML, properties.
    Config,
    /// Anything else.
    Other,
}

impl PathClass {
    /// Whether what code states here is stated of the application itself. Of tests, documents and somebody else's code
    /// it would be reported with low confidence or not at all, which is not worth reading them as code for.
    pub fn is_of_the_application(self) -> bool {
        matches!(self, Self::Example | Self::Config | Self::Other)
    }

    /// The name that `--explain` shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lockfile => "path-lockfile",
            Self::Minified => "path-minified",
            Self::Vendored => "path-vendored",
            Self::Test => "path-test",
            Self::Example => "path-example",
            Self::Docs => "path-docs",
            Self::Locale => "path-locale",
            Self::Config => "path-config",
            Self::Other => "path-other",
        }
    }
}

const LOCKFILES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "cargo.lock",
    "go.sum",
    "go.mod",
    "go.work.sum",
    "poetry.lock",
    "pipfile.lock",
    "uv.lock",
    "gemfile.lock",
    "composer.lock",
    "podfile.lock",
    "pubspec.lock",
    "packages.lock.json",
    "mix.lock",
    "flake.lock",
    "deno.lock",
    "package.resolved",
    "gradle.lockfile",
    "modules.txt",
    "conan.lock",
    "paket.lock",
    "project.assets.json",
    ".terraform.lock.hcl",
];

const VENDORED: &[&str] = &[
    "node_modules",
    "bower_components",
    "vendor",
    "vendored",
    "third_party",
    "third-party",
    "thirdparty",
    "3rdparty",
    "site-packages",
    "pods",
    "external",
];

const TESTS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testdata",
    "test-data",
    "test_data",
    "__tests__",
    "spec",
    "specs",
    "fixture",
    "fixtures",
    "__fixtures__",
    "mock",
    "mocks",
    "__mocks__",
    "e2e",
    "testcases",
    "test-cases",
    "integration-tests",
    "integrationtest",
    "integration_test",
    "unittest",
    "unittests",
    "androidtest",
    "cassettes",
    "testutil",
    "testutils",
    "benchmark",
    "benchmarks",
    "bench",
];

const EXAMPLES: &[&str] = &[
    "example",
    "examples",
    "sample",
    "samples",
    "demo",
    "demos",
    "template",
    "templates",
    "tutorial",
    "tutorials",
    "quickstart",
    "playground",
];

const DOCS: &[&str] = &["doc", "docs", "documentation", "man", "website", "blog", "wiki", "howto"];

const LOCALES: &[&str] = &["locale", "locales", "i18n", "l10n", "lang", "langs", "translations", "_locales", "lproj"];

/// Languages as bundles of Java's properties name them, without those that are more often something else (`id`, `no`, `is`).
const LANGUAGES: &[&str] = &[
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hi",
    "hr", "hu", "hy", "it", "ja", "ka", "ko", "lt", "lv", "mk", "ms", "nb", "nl", "nn", "pl", "pt", "ro", "ru", "sk",
    "sl", "sq", "sr", "sv", "ta", "th", "tr", "uk", "ur", "uz", "vi", "zh",
];

const PROSE: &[&str] = &["md", "mdx", "markdown", "rst", "adoc", "asciidoc", "tex", "pod", "org", "html", "htm"];

const CONFIG: &[&str] = &[
    "env",
    "ini",
    "cfg",
    "conf",
    "config",
    "cnf",
    "properties",
    "yml",
    "yaml",
    "toml",
    "json",
    "json5",
    "tfvars",
    "tfstate",
    "plist",
    "xml",
    "hcl",
    "netrc",
    "npmrc",
    "pypirc",
];

/// Judges a path with `/` between its parts.
pub fn path_class(path: &[u8]) -> PathClass {
    let path = path.to_ascii_lowercase();
    let path = String::from_utf8_lossy(&path);
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let name = parts.pop().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let inside = |list: &[&str]| parts.iter().any(|part| list.contains(part));
    if LOCKFILES.contains(&name) {
        PathClass::Lockfile
    } else if name.contains(".min.") || name.contains(".bundle.") || extension == "map" {
        PathClass::Minified
    } else if inside(VENDORED) {
        PathClass::Vendored
    } else if inside(TESTS) || is_test_name(name) || parts.iter().any(|part| is_test_folder(part)) {
        PathClass::Test
    } else if inside(EXAMPLES) || is_example_name(name) {
        PathClass::Example
    } else if matches!(extension, "resx" | "po" | "pot" | "strings" | "xlf" | "xliff" | "arb" | "ftl")
        || inside(LOCALES)
        || (name == "strings.xml" && parts.last().is_some_and(|part| part.starts_with("values")))
    {
        PathClass::Locale
    } else if inside(DOCS) || PROSE.contains(&extension) || name.starts_with("readme") || name.starts_with("changelog")
    {
        PathClass::Docs
    } else if CONFIG.contains(&extension) || name.starts_with(".env") || name.ends_with("rc") {
        PathClass::Config
    } else {
        PathClass::Other
    }
}

/// Whether a file holds the texts of a user interface in one of several languages, as Java names them:
/// `messages_de.properties`, `login_pt_BR.properties`. Its name does not say so for sure (`app_it.properties`).
pub fn is_bundle(path: &[u8]) -> bool {
    let name =
        String::from_utf8_lossy(path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()).to_ascii_lowercase();
    let Some(stem) = name.strip_suffix(".properties") else { return false };
    let mut parts = stem.rsplit('_');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next());
    let language = |part: &str| LANGUAGES.contains(&part);
    before.is_some_and(|part| language(last) || (last.len() == 2 && language(part) && parts.next().is_some()))
}

fn is_test_folder(part: &str) -> bool {
    let ends = ["-test", "-tests", "_test", "_tests", ".test", ".tests"];
    ends.iter().any(|end| part.ends_with(end)) || part.starts_with("test-") || part.starts_with("test_")
}

/// `test_x.py`, `x_test.go`, `x.spec.ts`, `XTest.java`, `XTests.cs` (lower-cased).
fn is_test_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let ends = ["test", "tests", "spec", "specs", "mock", "mocks", "testcase", "fixture", "fixtures"];
    let latest = ["latest", "contest", "greatest", "attest", "fastest", "pubspec", "podspec", "gemspec", "nuspec"];
    stem.starts_with("test_")
        || stem.starts_with("test-")
        || stem.starts_with("test.")
        || (ends.iter().any(|end| stem.ends_with(end)) && !latest.iter().any(|word| stem.ends_with(word)))
}

fn is_example_name(name: &str) -> bool {
    name.split(['.', '-', '_']).any(|part| {
        matches!(
            part,
            "example"
                | "examples"
                | "sample"
                | "template"
                | "tmpl"
                | "tpl"
                | "dist"
                | "default"
                | "defaults"
                | "demo"
                | "skel"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_apart() {
        let cases = [
            ("a/package-lock.json", PathClass::Lockfile),
            ("dist/app.min.js", PathClass::Minified),
            ("web/node_modules/x/test/a.js", PathClass::Vendored),
            ("src/test/java/A.java", PathClass::Test),
            ("pkg/auth_test.go", PathClass::Test),
            ("latest.json", PathClass::Config),
            (".env.example", PathClass::Example),
            ("README.md", PathClass::Docs),
            ("res/values/x.resx", PathClass::Locale),
            ("app/src/main/res/values-de/strings.xml", PathClass::Locale),
            (".env", PathClass::Config),
            ("src/main.rs", PathClass::Other),
        ];
        for (path, class) in cases {
            assert_eq!(path_class(path.as_bytes()), class, "{path}");
        }
    }

    #[test]
    fn bundles_are_named_after_languages() {
        for path in ["main/resources/Login/config_de.properties", "login_pt_BR.properties"] {
            assert!(is_bundle(path.as_bytes()), "{path}");
        }
        for path in
            ["application_qa.properties", "de.properties", "pt_BR.properties", "login_de.ini", "a_de/x.properties"]
        {
            assert!(!is_bundle(path.as_bytes()), "{path}");
        }
    }
}
