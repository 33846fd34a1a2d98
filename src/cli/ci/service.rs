//! The services, by the variables that they set.

use std::collections::BTreeMap;

/// A service that runs jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Service {
    /// GitHub Actions.
    Github,
    /// GitLab CI/CD.
    Gitlab,
    /// Azure Pipelines.
    Azure,
    /// Bitbucket Pipelines.
    Bitbucket,
    /// `CircleCI`.
    Circle,
    /// Jenkins.
    Jenkins,
}

/// The variables that are read, each documented by its service as set by the service itself.
const READ: &[&str] = &[
    "GITHUB_EVENT_NAME",
    "GITHUB_EVENT_PATH",
    "CI_COMMIT_SHA",
    "CI_COMMIT_BEFORE_SHA",
    "CI_COMMIT_BRANCH",
    "CI_DEFAULT_BRANCH",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "SYSTEM_PULLREQUEST_SOURCECOMMITID",
    "BUILD_SOURCEVERSION",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "BITBUCKET_COMMIT",
    "CHANGE_TARGET",
    "GIT_COMMIT",
    "GIT_PREVIOUS_COMMIT",
    "GIT_PREVIOUS_SUCCESSFUL_COMMIT",
];

impl Service {
    /// By what each is known.
    const MARKS: [(&'static str, Self); 6] = [
        ("GITHUB_ACTIONS", Self::Github),
        ("GITLAB_CI", Self::Gitlab),
        ("TF_BUILD", Self::Azure),
        ("BITBUCKET_BUILD_NUMBER", Self::Bitbucket),
        ("CIRCLECI", Self::Circle),
        ("JENKINS_URL", Self::Jenkins),
    ];

    /// As people call it.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Self::Github => "GitHub Actions",
            Self::Gitlab => "GitLab CI",
            Self::Azure => "Azure Pipelines",
            Self::Bitbucket => "Bitbucket Pipelines",
            Self::Circle => "CircleCI",
            Self::Jenkins => "Jenkins",
        }
    }

    /// What makes its checkout whole.
    pub(in crate::cli) fn whole_clone(self) -> &'static str {
        match self {
            Self::Github => "give actions/checkout `with: { fetch-depth: 0 }`",
            Self::Gitlab => "set `variables: { GIT_DEPTH: 0 }` in the job",
            Self::Azure => {
                "write `- checkout: self` with `fetchDepth: 0`, and switch off Shallow fetch in the pipeline's settings"
            }
            Self::Bitbucket => "write `clone: { depth: full }` in bitbucket-pipelines.yml",
            Self::Circle => "write `- checkout: { method: full }`",
            Self::Jenkins => "take `shallow: true` out of the checkout's cloneOption",
        }
    }
}

/// A service, and what it says.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Ci {
    /// Which.
    pub(in crate::cli) service: Service,
    words: BTreeMap<&'static str, String>,
}

impl Ci {
    /// Asks for the variables.
    pub(in crate::cli) fn look(variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let said = |name: &str| variable(name).filter(|word| !word.is_empty());
        let service = Service::MARKS.into_iter().find(|(mark, _)| said(mark).is_some()).map(|(_, service)| service)?;
        let words = READ.iter().filter_map(|name| Some((*name, said(name)?))).collect();
        Some(Self { service, words })
    }

    /// What the service says in a variable.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.words.get(name).map(String::as_str)
    }
}
