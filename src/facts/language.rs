//! Which language a file is written in, told by its name and, for scripts, its first line.

/// A language or a format that facts are read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Java.
    Java,
    /// Kotlin, Gradle's scripts too.
    Kotlin,
    /// Scala.
    Scala,
    /// C#.
    CSharp,
    /// Python.
    Python,
    /// JavaScript with JSX.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Go.
    Go,
    /// Ruby.
    Ruby,
    /// PHP.
    Php,
    /// Rust.
    Rust,
    /// C.
    C,
    /// C++.
    Cpp,
    /// Swift.
    Swift,
    /// Dart.
    Dart,
    /// Command lines: shell, make, batch files.
    #[default]
    Shell,
    /// PowerShell.
    PowerShell,
    /// Dockerfile.
    Dockerfile,
    /// Terraform, `OpenTofu` and other HCL.
    Hcl,
    /// Bicep.
    Bicep,
    /// YAML: Ansible, Kubernetes, `CloudFormation`, CI.
    Yaml,
    /// JSON, with comments.
    Json,
    /// `key = value` with sections: INI, properties, TOML, `.env`, openssl.cnf, java.security.
    Ini,
    /// One directive a line: `sshd_config`, Apache, `HAProxy`, `OpenVPN`, gpg's batch files.
    Directives,
    /// Directives that end with `;` and nest in braces: nginx.
    Nginx,
    /// XML: web.config, app.config.
    Xml,
}

/// How a language is called in rules, and the endings of its files.
const NAMES: &[(Language, &str, &[&str])] = &[
    (Language::Java, "java", &["java"]),
    (Language::Kotlin, "kotlin", &["kt", "kts"]),
    (Language::Scala, "scala", &["scala", "sc", "sbt"]),
    (Language::CSharp, "csharp", &["cs", "csx", "cshtml"]),
    (Language::Python, "python", &["py", "pyi", "pyw"]),
    (Language::JavaScript, "javascript", &["js", "mjs", "cjs", "jsx"]),
    (Language::TypeScript, "typescript", &["ts", "mts", "cts"]),
    (Language::Tsx, "tsx", &["tsx"]),
    (Language::Go, "go", &["go"]),
    (Language::Ruby, "ruby", &["rb", "rake", "gemspec", "ru"]),
    (Language::Php, "php", &["php", "phtml", "inc", "php5", "php7"]),
    (Language::Rust, "rust", &["rs"]),
    (Language::C, "c", &["c", "h", "m"]),
    (Language::Cpp, "cpp", &["cc", "cpp", "cxx", "c++", "hpp", "hh", "hxx", "mm", "ino", "cu"]),
    (Language::Swift, "swift", &["swift"]),
    (Language::Dart, "dart", &["dart"]),
    (Language::Shell, "shell", &["sh", "bash", "zsh", "ksh", "fish", "mk", "bat", "cmd", "bats", "command"]),
    (Language::PowerShell, "powershell", &["ps1", "psm1", "psd1"]),
    (Language::Dockerfile, "dockerfile", &["dockerfile", "containerfile"]),
    (Language::Hcl, "terraform", &["tf", "hcl", "tofu", "tfvars"]),
    (Language::Bicep, "bicep", &["bicep", "bicepparam"]),
    (Language::Yaml, "yaml", &["yml", "yaml"]),
    (Language::Json, "json", &["json", "jsonc", "json5", "template"]),
    (Language::Ini, "ini", &["ini", "properties", "toml", "env", "cnf", "cfg", "inf", "security"]),
    (Language::Directives, "directives", &["htaccess", "ovpn", "vhost"]),
    (Language::Nginx, "nginx", &["nginx"]),
    (Language::Xml, "xml", &["xml", "config", "csproj", "props", "targets", "plist"]),
];

/// Whole names of files, lower case.
const FILES: &[(&str, Language)] = &[
    ("makefile", Language::Shell),
    ("gnumakefile", Language::Shell),
    ("justfile", Language::Shell),
    ("vagrantfile", Language::Ruby),
    ("gemfile", Language::Ruby),
    ("rakefile", Language::Ruby),
    ("podfile", Language::Ruby),
    ("fastfile", Language::Ruby),
    ("jenkinsfile", Language::Shell),
    ("dockerfile", Language::Dockerfile),
    ("containerfile", Language::Dockerfile),
    ("sshd_config", Language::Directives),
    ("ssh_config", Language::Directives),
    ("httpd.conf", Language::Directives),
    ("apache2.conf", Language::Directives),
    ("haproxy.cfg", Language::Directives),
    ("dovecot.conf", Language::Ini),
    ("main.cf", Language::Ini),
    ("moduli", Language::Directives),
    ("vars", Language::Shell),
    ("java.security", Language::Ini),
    ("gradle.properties", Language::Ini),
    (".env", Language::Ini),
];

impl Language {
    /// Tells the language of a file by its path and its first bytes; `None` where no facts are read.
    pub fn of(path: &[u8], head: &[u8]) -> Option<Self> {
        let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
        let name = String::from_utf8_lossy(&name);
        // Templates keep the ending of what they make.
        let name = [".j2", ".erb", ".tmpl", ".tpl", ".in", ".example", ".sample", ".dist"]
            .iter()
            .find_map(|end| name.strip_suffix(end).filter(|rest| rest.contains('.')))
            .unwrap_or(&name);
        if let Some((_, language)) = FILES.iter().find(|(file, _)| *file == name) {
            return Some(*language);
        }
        let by_start = || {
            let docker = name.starts_with("dockerfile") || name.starts_with("containerfile");
            let env = name.starts_with(".env.");
            docker.then_some(Self::Dockerfile).or(env.then_some(Self::Ini))
        };
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let by_ending =
            ending.and_then(|ending| NAMES.iter().find(|(_, _, endings)| endings.contains(&ending)).map(|row| row.0));
        match (by_start(), by_ending, ending) {
            (Some(language), _, _) | (None, Some(language), _) => Some(language),
            (None, None, Some("conf")) => Some(Self::of_conf(path, head)),
            (None, None, None) => Self::of_first_line(head).or_else(|| Self::of_site(path, head)),
            (None, None, Some(_)) => None,
        }
    }

    /// A `.conf` file is nginx's if statements end with a semicolon, an INI file if they have an equals sign.
    fn of_conf(path: &[u8], head: &[u8]) -> Self {
        if memchr::memmem::find(path, b"nginx").is_some() {
            return Self::Nginx;
        }
        let lines = head.split(|b| *b == b'\n').take(200).map(<[u8]>::trim_ascii);
        let (mut ended, mut equal, mut plain) = (0u32, 0u32, 0u32);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")) {
            let first = line.split(u8::is_ascii_whitespace).next().unwrap_or_default();
            let rest = line.get(first.len()..).unwrap_or_default().trim_ascii_start();
            match () {
                () if line.ends_with(b";") || line.ends_with(b"{") => ended += 1,
                () if first.contains(&b'=') || rest.starts_with(b"=") || line.starts_with(b"[") => equal += 1,
                () => plain += 1,
            }
        }
        if ended > equal.max(plain) {
            Self::Nginx
        } else if equal > plain {
            Self::Ini
        } else {
            Self::Directives
        }
    }

    /// Debian's folders of web servers hold files without an ending: `/etc/nginx/sites-available/default`.
    fn of_site(path: &[u8], head: &[u8]) -> Option<Self> {
        let folder = path.rsplit(|b| *b == b'/').nth(1)?;
        matches!(folder, b"sites-available" | b"sites-enabled").then(|| Self::of_conf(path, head))
    }

    fn of_first_line(head: &[u8]) -> Option<Self> {
        let line = head.strip_prefix(b"#!")?.split(|b| *b == b'\n').next()?;
        let line = String::from_utf8_lossy(line.get(..line.len().min(80))?);
        let known = [
            ("python", Self::Python),
            ("ruby", Self::Ruby),
            ("node", Self::JavaScript),
            ("php", Self::Php),
            ("pwsh", Self::PowerShell),
            ("sh", Self::Shell),
        ];
        known.into_iter().find(|(word, _)| line.contains(word)).map(|(_, language)| language)
    }

    /// How rules call it.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(language, _, _)| *language == self).map_or("", |(_, name, _)| name)
    }

    /// By the name that rules use. `typescript` means TSX too.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| *known == name).map(|row| row.0)
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|row| row.1)
    }

    /// A path that a file of this language may have.
    pub fn example_path(self) -> String {
        match self {
            Self::Directives => "sshd_config".to_owned(),
            Self::Nginx => "nginx.conf".to_owned(),
            _ => {
                let ending = NAMES.iter().find(|row| row.0 == self).and_then(|row| row.2.first());
                format!("example.{}", ending.copied().unwrap_or("txt"))
            }
        }
    }

    /// Upper and lower case are one in its names.
    pub fn folds_case(self) -> bool {
        matches!(self, Self::PowerShell | Self::Directives | Self::Nginx | Self::Php)
    }

    /// Whether its files are configuration, in which a mapping is a fact.
    pub fn is_configuration(self) -> bool {
        self >= Self::Hcl
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_their_language() {
        let cases: &[(&str, &str, Option<Language>)] = &[
            ("a/B.java", "", Some(Language::Java)),
            ("deploy/Dockerfile.prod", "", Some(Language::Dockerfile)),
            ("bin/run", "#!/usr/bin/env python3\n", Some(Language::Python)),
            ("bin/run", "#!/bin/bash\n", Some(Language::Shell)),
            ("bin/run", "no script", None),
            ("etc/ssh/sshd_config", "", Some(Language::Directives)),
            ("x/site.conf", "server {\n listen 443;\n}\n", Some(Language::Nginx)),
            ("x/req.conf", "[req]\ndefault_bits = 1024\n", Some(Language::Ini)),
            ("x/ssl.conf", "SSLProtocol all\nSSLCipherSuite HIGH\n", Some(Language::Directives)),
            ("x/site.yml.j2", "", Some(Language::Yaml)),
            ("README", "", None),
            ("etc/nginx/sites-available/default", "server {\n}\n", Some(Language::Nginx)),
        ];
        for (path, head, language) in cases {
            assert_eq!(Language::of(path.as_bytes(), head.as_bytes()), *language, "{path}");
        }
    }
}
