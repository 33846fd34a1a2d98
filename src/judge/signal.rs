//! Signals: their names, and a basket to gather them in. What each weighs stands in `weights.tsv`.

/// Declares the signals with their names.
macro_rules! signals {
    ($($id:ident = $name:literal,)*) => {
        /// A fact about a candidate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(super) enum Sig { $($id),* }

        /// The names of all signals, by number.
        pub(super) const SIGNALS: &[&str] = &[$($name),*];

        impl Sig {
            /// The name that `--explain` shows.
            pub(super) fn as_str(self) -> &'static str {
                match self { $(Self::$id => $name),* }
            }
        }
    };
}

signals! {
    Bias = "bias",
    NameSpecific = "name-specific", NameExact = "name-exact", NameAbout = "name-about", NameOther = "name-other", NameUpper = "name-upper", NameCamel = "name-camel", NameDotted = "name-dotted", NameLong = "name-long", NameDenies = "name-denies", NameQuoted = "name-quoted",
    OpAssign = "operator-assign", OpPair = "operator-pair", OpCompare = "operator-compare", OpComma = "operator-comma", OpCall = "operator-call", OpElement = "operator-element", OpBlank = "operator-blank",
    Quoted = "quoted", Bare = "value-bare", Number = "bare-number", More = "more-words", Prose = "prose-follows", Verb = "pass-as-a-verb", InString = "in-string",
    Len4 = "length-4-5", Len6 = "length-6-7", Len8 = "length-8-11", Len12 = "length-12-15", Len16 = "length-16-23", Len24 = "length-24-39", Len40 = "length-40-79", Len80 = "length-80",
    Bits0 = "entropy-low", Bits2 = "entropy-2", Bits25 = "entropy-2.5", Bits3 = "entropy-3", Bits35 = "entropy-3.5", Bits4 = "entropy-4", Bits45 = "entropy-4.5",
    Words0 = "words-none", Words1 = "words-some", Words2 = "words-mostly", Words3 = "words-only",
    DigitsNone = "digits-none", DigitsSome = "digits-some", DigitsMany = "digits-many", DigitsOnly = "digits-only",
    ThreeKinds = "three-kinds",
    FourKinds = "four-kinds", Random = "random-and-long",
    CaseLower = "case-lower", CaseUpper = "case-upper", CaseMixed = "case-mixed", CaseCapital = "case-capital",
    ShapeIdentifier = "shape-identifier", ShapeConstant = "shape-constant", ShapeCamel = "shape-camel", ShapeDotted = "shape-dotted", ShapeKebab = "shape-kebab", ShapeHex = "shape-hex", ShapeBase64 = "shape-base64", ShapeUuid = "shape-uuid", ShapeUuidOther = "shape-uuid-not-random", ShapeUrl = "shape-url-or-path",
    ShapePublic = "shape-public-thing", ShapeNumber = "shape-number", ShapeHashed = "shape-password-hash", ShapeFile = "shape-file-name", ShapeProse = "shape-prose", ShapeMarkup = "shape-markup", ShapeHost = "shape-host", ShapeEmail = "shape-email", ShapeFormat = "shape-format", ShapeCode = "shape-code",
    Blank1 = "blank", Blanks = "blanks", Punctuation = "punctuation", PunctuationMuch = "punctuation-much", Changes = "kinds-change-often", NonAscii = "non-ascii",
    Common = "common-password", RepeatsName = "repeats-name", NameInValue = "name-in-value", Placeholder = "placeholder", SecretWord = "secret-word-in-value",
    MisfitName = "provider-without-its-format", MisfitPrefix = "prefix-without-its-format",
    UserNear = "user-near", LineLong = "line-long", Comment = "comment", AfterCode = "code-follows", TypeNear = "type-near",
    Flag = "flag", BlankBare = "blank-and-bare", LineStart = "begins-line", Assertion = "assertion", Prompt = "prompt",
    NameMadeUp = "made-up-word-in-name", ValueMadeUp = "made-up-word-in-value", SaidBeside = "value-said-beside", Sequence = "sequence-in-value", Typed = "typed-in-order", AlphabetSmall = "alphabet-small",
    Encoded = "encoded-text", EncodedWords = "encoded-words", ShapeWeb = "shape-web-address",
    ParentSecret = "parent-secret", ParentAbout = "parent-about", ParentMadeUp = "parent-made-up",
    TestWords = "words-in-test", TestShort = "short-in-test", TestCode = "code-in-test", DocsWords = "words-in-docs", CommentInCode = "comment-in-code",
    PathTest = "path-test", PathExample = "path-example", PathDocs = "path-docs", PathLocale = "path-locale", PathVendored = "path-vendored", PathMinified = "path-minified", PathLockfile = "path-lockfile", PathConfig = "path-config",
    Code = "code", BareInCode = "bare-word-in-code", Markdown = "markdown", Yaml = "yaml", Json = "json", Env = "env-or-properties", Xml = "xml-or-html", Script = "script",
}

/// The signal of a value of a provider's format that was typed along the keyboard.
pub(super) const TYPED: &str = "typed-along-keyboard";

/// Gathers signals.
#[derive(Debug, Default)]
pub(super) struct Collector(Vec<Sig>);

impl Collector {
    /// Adds a fact if it holds.
    pub(super) fn when(&mut self, holds: bool, sig: Sig) {
        if holds {
            self.0.push(sig);
        }
    }

    /// Adds facts that hold.
    pub(super) fn all(&mut self, sigs: &[Sig]) {
        self.0.extend_from_slice(sigs);
    }

    /// What was gathered.
    pub(super) fn signals(&self) -> &[Sig] {
        &self.0
    }
}
