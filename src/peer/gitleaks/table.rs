//! The TOML of a configuration, as written: keys in any case, unknown ones refused, each mistake with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::note::{Note, line_of};

/// A file as written.
#[derive(Clone, Debug, Default)]
pub struct RawConfig {
    /// `title`.
    pub title: String,
    /// `minVersion`.
    pub min_version: String,
    /// `extend.path`.
    pub extend_path: Option<String>,
    /// `extend.useDefault`.
    pub use_default: bool,
    /// `extend.disabledRules`.
    pub disabled: Vec<String>,
    /// The line of `[extend]`.
    pub extend_line: usize,
    /// `[[rules]]`.
    pub rules: Vec<RawRule>,
    /// `[[allowlists]]`, or the older `[allowlist]`.
    pub allowlists: Vec<RawAllowlist>,
}

/// A rule as written.
#[derive(Clone, Debug, Default)]
pub struct RawRule {
    /// Its line.
    pub line: usize,
    /// `id`.
    pub id: String,
    /// `description`.
    pub description: String,
    /// `regex`.
    pub regex: String,
    /// `path`.
    pub path: String,
    /// `secretGroup`.
    pub secret_group: usize,
    /// `entropy`.
    pub entropy: f64,
    /// `keywords`, lower case.
    pub keywords: Vec<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `skipReport`.
    pub skip_report: bool,
    /// `[[rules.allowlists]]`, or the older `[rules.allowlist]`.
    pub allowlists: Vec<RawAllowlist>,
    /// `[[rules.required]]`.
    pub required: Vec<Required>,
}

/// An entry of `[[rules.required]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Required {
    /// The other rule.
    pub id: String,
    /// Most lines between the two.
    pub within_lines: Option<u64>,
    /// Most columns between the two.
    pub within_columns: Option<u64>,
}

/// An allowlist as written.
#[derive(Clone, Debug, Default)]
pub struct RawAllowlist {
    /// Its line.
    pub line: usize,
    /// `description`.
    pub description: String,
    /// All must hold, not one of them.
    pub all: bool,
    /// `commits`.
    pub commits: Vec<String>,
    /// `paths`.
    pub paths: Vec<String>,
    /// `regexTarget`: secret, match or line.
    pub regex_target: String,
    /// `regexes`.
    pub regexes: Vec<String>,
    /// `stopwords`.
    pub stopwords: Vec<String>,
    /// `targetRules`, of a list of the whole file.
    pub target_rules: Vec<String>,
    /// It has a key that is not known, which may have narrowed it.
    pub odd: bool,
}

/// Reads a file. Every mistake is told, with its line; a key that gitleaks would pass over is one.
pub fn read(name: &str, text: &str) -> Result<RawConfig, Vec<Note>> {
    let (raw, mut unknown) = read_known(name, text)?;
    for note in &mut unknown {
        note.text.push_str("; gitleaks passes it over");
    }
    if unknown.is_empty() { Ok(raw) } else { Err(unknown) }
}

/// Reads what is known of a file, with a note for each key that is not.
pub fn read_known(name: &str, text: &str) -> Result<(RawConfig, Vec<Note>), Vec<Note>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        vec![Note::new(name, line, format!("no TOML: {}", error.message()))]
    })?;
    let mut sheet = Sheet { name, text, wrong: Vec::new(), unknown: Vec::new() };
    let raw = sheet.config(parsed.get_ref());
    if sheet.wrong.is_empty() {
        Ok((raw, sheet.unknown))
    } else {
        sheet.wrong.extend(sheet.unknown);
        Err(sheet.wrong)
    }
}

struct Sheet<'t> {
    name: &'t str,
    text: &'t str,
    wrong: Vec<Note>,
    unknown: Vec<Note>,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl Sheet<'_> {
    fn line<T>(&self, spanned: &Spanned<T>) -> usize {
        line_of(self.text, spanned.span().start)
    }

    fn complain<T>(&mut self, at: &Spanned<T>, what: impl Into<String>) {
        let line = self.line(at);
        self.wrong.push(Note::new(self.name, line, what));
    }

    /// Each key in lower case with its value; `take` says whether it knows the key.
    fn each<'t>(
        &mut self,
        table: &DeTable<'t>,
        place: &str,
        mut take: impl FnMut(&mut Self, &str, &Value<'t>) -> bool,
    ) {
        for (key, value) in table {
            let name = key.get_ref().to_lowercase();
            if !take(self, &name, value) {
                let text = format!("unknown key `{}` in {place}", key.get_ref());
                self.unknown.push(Note::new(self.name, self.line(key), text));
            }
        }
    }

    fn config(&mut self, table: &DeTable<'_>) -> RawConfig {
        let mut raw = RawConfig::default();
        let mut lists = Vec::new();
        self.each(table, "the file", |sheet, key, value| {
            match key {
                "title" => raw.title = sheet.text_of(value),
                "minversion" => raw.min_version = sheet.text_of(value),
                "description" => {}
                "extend" => {
                    raw.extend_line = sheet.line(value);
                    sheet.extend(value, &mut raw);
                }
                "rules" => raw.rules = sheet.tables(value, Self::rule),
                "allowlist" | "allowlists" => {
                    lists.push(sheet.line(value));
                    raw.allowlists.extend(sheet.tables(value, |sheet, line, table| sheet.allowlist(line, table, true)));
                }
                _ => return false,
            }
            true
        });
        if let [line, _] = lists.as_slice() {
            let what = "[allowlist] cannot stand beside [[allowlists]]";
            self.wrong.push(Note::new(self.name, *line, what));
        }
        raw
    }

    fn extend(&mut self, value: &Value<'_>, raw: &mut RawConfig) {
        let DeValue::Table(table) = value.get_ref() else { return self.complain(value, "`extend` is a table") };
        self.each(table, "[extend]", |sheet, key, value| {
            match key {
                "path" => raw.extend_path = Some(sheet.text_of(value)).filter(|path| !path.is_empty()),
                "usedefault" => raw.use_default = sheet.flag(value),
                "disabledrules" => raw.disabled = sheet.list(value),
                "url" => {
                    sheet.complain(value, "`extend.url` does nothing in gitleaks, and here; name a file with `path`");
                }
                _ => return false,
            }
            true
        });
        if raw.use_default && raw.extend_path.is_some() {
            self.complain(value, "`extend.path` and `extend.useDefault` cannot stand together");
        }
    }

    fn rule(&mut self, line: usize, table: &DeTable<'_>) -> RawRule {
        let mut raw = RawRule { line, ..RawRule::default() };
        let mut lists = Vec::new();
        self.each(table, "a rule", |sheet, key, value| {
            match key {
                "id" => raw.id = sheet.text_of(value),
                "description" => raw.description = sheet.text_of(value),
                "regex" => raw.regex = sheet.text_of(value),
                "path" => raw.path = sheet.text_of(value),
                "secretgroup" => {
                    raw.secret_group = usize::try_from(sheet.number(value).unwrap_or(0)).unwrap_or(usize::MAX);
                }
                "entropy" => raw.entropy = sheet.float(value),
                "keywords" => raw.keywords = sheet.list(value).iter().map(|word| word.to_lowercase()).collect(),
                "tags" => raw.tags = sheet.list(value),
                "skipreport" => raw.skip_report = sheet.flag(value),
                "allowlist" | "allowlists" => {
                    lists.push(line);
                    raw.allowlists
                        .extend(sheet.tables(value, |sheet, line, table| sheet.allowlist(line, table, false)));
                }
                "required" => raw.required = sheet.tables(value, Self::required),
                _ => return false,
            }
            true
        });
        let mut wrong = |what: String| self.wrong.push(Note::new(self.name, line, what));
        if lists.len() > 1 {
            wrong(format!("{}: [rules.allowlist] cannot stand beside [[rules.allowlists]]", raw.id));
        }
        if raw.id.trim().is_empty() {
            wrong("a rule without an id".to_owned());
        }
        raw
    }

    fn required(&mut self, line: usize, table: &DeTable<'_>) -> Required {
        let mut raw = Required::default();
        self.each(table, "[[rules.required]]", |sheet, key, value| {
            match key {
                "id" => raw.id = sheet.text_of(value),
                "withinlines" => raw.within_lines = sheet.number(value),
                "withincolumns" => raw.within_columns = sheet.number(value),
                _ => return false,
            }
            true
        });
        if raw.id.is_empty() {
            self.wrong.push(Note::new(self.name, line, "[[rules.required]] without an id"));
        }
        raw
    }

    fn allowlist(&mut self, line: usize, table: &DeTable<'_>, whole: bool) -> RawAllowlist {
        let unknown = self.unknown.len();
        let mut raw = RawAllowlist { line, regex_target: "secret".to_owned(), ..RawAllowlist::default() };
        self.each(table, "an allowlist", |sheet, key, value| {
            match key {
                "description" => raw.description = sheet.text_of(value),
                "condition" => match sheet.text_of(value).to_uppercase().as_str() {
                    "AND" | "&&" => raw.all = true,
                    "" | "OR" | "||" => raw.all = false,
                    other => sheet.complain(value, format!("`condition` is AND or OR, not {other}")),
                },
                "commits" => raw.commits = sheet.list(value).iter().map(|id| id.trim().to_lowercase()).collect(),
                "paths" => raw.paths = sheet.list(value),
                "regextarget" => match sheet.text_of(value).as_str() {
                    "" | "secret" => {}
                    word @ ("match" | "line") => word.clone_into(&mut raw.regex_target),
                    other => sheet.complain(value, format!("`regexTarget` is secret, match or line, not {other}")),
                },
                "regexes" => raw.regexes = sheet.list(value),
                "stopwords" => raw.stopwords = sheet.list(value).iter().map(|word| word.to_lowercase()).collect(),
                "targetrules" if whole => raw.target_rules = sheet.list(value),
                _ => return false,
            }
            true
        });
        raw.odd = self.unknown.len() > unknown;
        if raw.commits.is_empty() && raw.paths.is_empty() && raw.regexes.is_empty() && raw.stopwords.is_empty() {
            let what = "an allowlist needs commits, paths, regexes or stopwords";
            self.wrong.push(Note::new(self.name, line, what));
        }
        raw
    }

    /// A list of tables, or one table by itself.
    fn tables<T>(&mut self, value: &Value<'_>, mut read: impl FnMut(&mut Self, usize, &DeTable<'_>) -> T) -> Vec<T> {
        let mut all = Vec::new();
        match value.get_ref() {
            DeValue::Table(table) => all.push(read(self, self.line(value), table)),
            DeValue::Array(list) => {
                for one in list {
                    match one.get_ref() {
                        DeValue::Table(table) => all.push(read(self, self.line(one), table)),
                        _ => self.complain(one, "a table is expected here"),
                    }
                }
            }
            _ => self.complain(value, "a table is expected here"),
        }
        all
    }

    fn text_of(&mut self, value: &Value<'_>) -> String {
        if let DeValue::String(text) = value.get_ref() {
            return text.to_string();
        }
        self.complain(value, "a text is expected here");
        String::new()
    }

    /// A list of texts, or one text by itself.
    fn list(&mut self, value: &Value<'_>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().map(|one| self.text_of(one)).collect(),
            _ => vec![self.text_of(value)],
        }
    }

    fn flag(&mut self, value: &Value<'_>) -> bool {
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.complain(value, "true or false is expected here");
        false
    }

    fn number(&mut self, value: &Value<'_>) -> Option<u64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.complain(value, "a whole number from 0 on is expected here");
        }
        number
    }

    fn float(&mut self, value: &Value<'_>) -> f64 {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.complain(value, "a number is expected here");
        }
        number.unwrap_or_default()
    }
}
