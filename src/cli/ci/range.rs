//! Which commits a service asks about.

use super::event;
use super::service::{Ci, Service};
use crate::cli::Failure;
use crate::model::printable;
use crate::source::git::{ObjectId, Repository};

/// A commit, as a service names it.
#[derive(Debug, PartialEq, Eq)]
enum Point {
    /// By its id.
    Commit(ObjectId),
    /// By the beginning of its id.
    Short(String),
    /// As what a branch of the remote names.
    Branch(String),
}

/// What is asked about.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    /// The first of these that is known.
    heads: Vec<Point>,
    /// What was there before: the first of these that is known. None where all of it is new.
    bases: Vec<Point>,
    /// In the service's own words.
    event: String,
}

/// Both ends of a range, found in a repository.
#[derive(Debug)]
pub(in crate::cli) struct Ends {
    /// The commit that counts.
    pub(in crate::cli) head: ObjectId,
    /// What was there before; none where all of it is new.
    pub(in crate::cli) base: Option<ObjectId>,
    /// What was decided, for a person.
    pub(in crate::cli) told: String,
}

/// Finds the commits that the service asks about.
pub(in crate::cli) fn ends(ci: Option<&Ci>, repository: &Repository) -> Result<Ends, Failure> {
    let Some(ci) = ci else {
        return Err(Failure::new(
            "--ci: none of GITHUB_ACTIONS, GITLAB_CI, TF_BUILD, BITBUCKET_BUILD_NUMBER, CIRCLECI and JENKINS_URL is set; name \
             the range: reticent diff main..HEAD",
        ));
    };
    let asked = asked(ci)?;
    let head = asked.heads.iter().find_map(|point| find(point, repository));
    let head = head.ok_or_else(|| match asked.heads.first() {
        Some(point) => absent("head", point, ci, repository),
        None => nothing(ci, "does not say which commit it runs for"),
    })?;
    let mut base = None;
    for point in &asked.bases {
        base = find(point, repository);
        // In a clone that was cut off, another base would stand for less than was asked for.
        if base.is_none() && (repository.place().shallow || Some(point) == asked.bases.last()) {
            return Err(absent("base", point, ci, repository));
        }
        if base.is_some() {
            break;
        }
    }
    let from = base.map_or_else(|| "everything up to ".to_owned(), |base| format!("{base}.."));
    let told = format!("{}, {}: {from}{head}", ci.service.name(), asked.event);
    Ok(Ends { head, base, told })
}

fn find(point: &Point, repository: &Repository) -> Option<ObjectId> {
    match point {
        Point::Commit(id) => repository.contains(*id).then_some(*id),
        // A branch may have a name that looks like one.
        Point::Short(start) => repository.resolve(start).ok().filter(|id| id.to_string().starts_with(start)),
        Point::Branch(name) => ["refs/remotes/origin/", "refs/heads/"]
            .into_iter()
            .find_map(|folder| repository.resolve(&format!("{folder}{name}")).ok()),
    }
}

fn absent(side: &str, point: &Point, ci: &Ci, repository: &Repository) -> Failure {
    let what = match point {
        Point::Commit(id) => format!("commit {id}"),
        Point::Short(start) => format!("commit {start}"),
        Point::Branch(name) => format!("branch {}", shown(name)),
    };
    let shallow = repository.place().shallow;
    let clone = if shallow { "this clone, which is shallow" } else { "this clone" };
    let mut text = format!(
        "--ci: the {side} of the range, {what}, is not in {clone}; {} ({})",
        ci.service.whole_clone(),
        ci.service.name()
    );
    if !shallow && side == "base" && !matches!(point, Point::Branch(_)) {
        // Nothing brings a commit back that a forced push took away.
        text.push_str("; if that is done, the branch was rewritten: reticent scan reads what is there, reticent history all of it");
    }
    Failure::new(text)
}

/// What a service chose to call something, fit for a message.
fn shown(name: &str) -> String {
    printable(name.as_bytes()).chars().take(100).collect()
}

fn asked(ci: &Ci) -> Result<Asked, Failure> {
    match ci.service {
        Service::Github => github(ci),
        Service::Gitlab => gitlab(ci),
        Service::Azure => azure(ci),
        Service::Bitbucket => bitbucket(ci),
        Service::Jenkins => jenkins(ci),
        Service::Circle => Err(nothing(ci, "does not say what was there before")),
    }
}

/// A job that was started by no change has no range.
fn nothing(ci: &Ci, why: &str) -> Failure {
    Failure::new(format!(
        "--ci: {} {why}; name the range (reticent diff origin/main..HEAD), or scan what is there (reticent scan, reticent \
         history)",
        ci.service.name()
    ))
}

fn commit(word: &str, variable: &str) -> Result<Point, Failure> {
    let id = ObjectId::from_hex(word.as_bytes());
    id.map(Point::Commit).ok_or_else(|| Failure::new(format!("--ci: {variable} is no commit id: `{}`", shown(word))))
}

/// A commit by its id or by the beginning of it, as Bitbucket names those of pull requests (BCLOUD-19393).
fn commit_or_short(word: &str, variable: &str) -> Result<Point, Failure> {
    let is_short = (7..40).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_short { Ok(Point::Short(word.to_owned())) } else { commit(word, variable) }
}

/// A commit that a variable names, if it is set and not all zeros.
fn commit_in(ci: &Ci, variable: &str) -> Result<Option<Point>, Failure> {
    ci.word(variable).filter(|word| !is_zero(word)).map(|word| commit(word, variable)).transpose()
}

/// What services write where there was nothing before.
fn is_zero(word: &str) -> bool {
    word.bytes().all(|byte| byte == b'0')
}

/// `main` of `refs/heads/main`.
fn branch(name: &str) -> Point {
    Point::Branch(name.strip_prefix("refs/heads/").unwrap_or(name).to_owned())
}

/// What was there before a push: the commit that the service names, or where the branch is new or was rewritten, the
/// default branch; nothing where it is that itself.
fn before(before: Option<Point>, pushed: Option<&str>, default: Option<&str>) -> Vec<Point> {
    let default = default.filter(|default| pushed.is_none_or(|pushed| branch(pushed) != branch(default)));
    before.into_iter().chain(default.map(branch)).collect()
}

fn github(ci: &Ci) -> Result<Asked, Failure> {
    let event = event::read(ci)?;
    let name = shown(ci.word("GITHUB_EVENT_NAME").unwrap_or("event"));
    if let Some(request) = event.pull_request {
        let bases = vec![commit(&request.base.sha, "pull_request.base.sha")?];
        return Ok(Asked { heads: vec![commit(&request.head.sha, "pull_request.head.sha")?], bases, event: name });
    }
    if let Some(group) = event.merge_group {
        let bases = vec![commit(&group.base_sha, "merge_group.base_sha")?];
        return Ok(Asked { heads: vec![commit(&group.head_sha, "merge_group.head_sha")?], bases, event: name });
    }
    let (Some(was), Some(is)) = (event.before, event.after) else {
        return Err(nothing(ci, &format!("ran this for the event `{name}`, which brings no commits")));
    };
    if is_zero(&is) {
        return Err(nothing(ci, "ran this for a branch that was deleted"));
    }
    let was = (!is_zero(&was)).then(|| commit(&was, "before")).transpose()?;
    let default = event.repository.and_then(|home| home.default_branch);
    let bases = before(was, event.r#ref.as_deref(), default.as_deref());
    // Of an annotated tag that is the tag, which actions/checkout does not fetch; its commit stands beside it.
    let tagged = event.head_commit.map(|head| commit(&head.id, "head_commit.id")).transpose()?;
    let heads = std::iter::once(commit(&is, "after")?).chain(tagged).collect();
    Ok(Asked { heads, bases, event: name })
}

fn gitlab(ci: &Ci) -> Result<Asked, Failure> {
    let here = commit_in(ci, "CI_COMMIT_SHA")?.ok_or_else(|| nothing(ci, "does not say which commit it runs for"))?;
    if let Some(base) = commit_in(ci, "CI_MERGE_REQUEST_DIFF_BASE_SHA")? {
        // Of a pipeline for the merged result, whose own commit is in no branch.
        let head = commit_in(ci, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")?.unwrap_or(here);
        return Ok(Asked { heads: vec![head], bases: vec![base], event: "merge request".to_owned() });
    }
    let was = commit_in(ci, "CI_COMMIT_BEFORE_SHA")?;
    let bases = before(was, ci.word("CI_COMMIT_BRANCH"), ci.word("CI_DEFAULT_BRANCH"));
    Ok(Asked { heads: vec![here], bases, event: "push".to_owned() })
}

fn azure(ci: &Ci) -> Result<Asked, Failure> {
    let Some(target) = ci.word("SYSTEM_PULLREQUEST_TARGETBRANCH") else {
        return Err(nothing(ci, "says what was there before for pull requests only"));
    };
    let source = commit_in(ci, "SYSTEM_PULLREQUEST_SOURCECOMMITID")?;
    let head = source.map_or_else(|| commit_in(ci, "BUILD_SOURCEVERSION"), |source| Ok(Some(source)))?;
    let head = head.ok_or_else(|| nothing(ci, "does not say which commit it runs for"))?;
    Ok(Asked { heads: vec![head], bases: vec![branch(target)], event: "pull request".to_owned() })
}

fn bitbucket(ci: &Ci) -> Result<Asked, Failure> {
    let Some(target) = ci.word("BITBUCKET_PR_DESTINATION_BRANCH") else {
        return Err(nothing(ci, "says what was there before for pull requests only"));
    };
    let head = ci.word("BITBUCKET_COMMIT").ok_or_else(|| nothing(ci, "does not say which commit it runs for"))?;
    let heads = vec![commit_or_short(head, "BITBUCKET_COMMIT")?];
    Ok(Asked { heads, bases: vec![branch(target)], event: "pull request".to_owned() })
}

fn jenkins(ci: &Ci) -> Result<Asked, Failure> {
    let head = commit_in(ci, "GIT_COMMIT")?.ok_or_else(|| nothing(ci, "sets no GIT_COMMIT; the git plugin does"))?;
    if let Some(target) = ci.word("CHANGE_TARGET") {
        return Ok(Asked { heads: vec![head], bases: vec![branch(target)], event: "change request".to_owned() });
    }
    let last = commit_in(ci, "GIT_PREVIOUS_SUCCESSFUL_COMMIT")?;
    let last = last.map_or_else(|| commit_in(ci, "GIT_PREVIOUS_COMMIT"), |last| Ok(Some(last)))?;
    let last = last.ok_or_else(|| nothing(ci, "has built nothing before this"))?;
    Ok(Asked { heads: vec![head], bases: vec![last], event: "build".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    const ZERO: &str = "0000000000000000000000000000000000000000";

    fn ci(words: &[(&str, &str)]) -> Ci {
        Ci::look(&|name| words.iter().find(|(known, _)| *known == name).map(|(_, word)| (*word).to_owned())).unwrap()
    }

    fn id(hex: &str) -> Point {
        Point::Commit(ObjectId::from_hex(hex.as_bytes()).unwrap())
    }

    #[test]
    fn each_service_says_it_in_its_own_way() {
        let main = || vec![Point::Branch("main".to_owned())];
        for (words, head, bases) in [
            (vec![("GITLAB_CI", "true"), ("CI_COMMIT_SHA", A), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", B)], A, vec![id(B)]),
            (vec![("GITLAB_CI", "true"), ("CI_COMMIT_SHA", A), ("CI_COMMIT_BEFORE_SHA", B)], A, vec![id(B)]),
            (
                vec![
                    ("GITLAB_CI", "true"),
                    ("CI_COMMIT_SHA", A),
                    ("CI_COMMIT_BEFORE_SHA", ZERO),
                    ("CI_COMMIT_BRANCH", "new"),
                    ("CI_DEFAULT_BRANCH", "main"),
                ],
                A,
                main(),
            ),
            (
                vec![
                    ("TF_BUILD", "True"),
                    ("BUILD_SOURCEVERSION", B),
                    ("SYSTEM_PULLREQUEST_SOURCECOMMITID", A),
                    ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
                ],
                A,
                main(),
            ),
            (
                vec![
                    ("BITBUCKET_BUILD_NUMBER", "1"),
                    ("BITBUCKET_COMMIT", A),
                    ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
                ],
                A,
                main(),
            ),
            (vec![("JENKINS_URL", "x"), ("GIT_COMMIT", A), ("CHANGE_TARGET", "main")], A, main()),
            (vec![("JENKINS_URL", "x"), ("GIT_COMMIT", A), ("GIT_PREVIOUS_COMMIT", B)], A, vec![id(B)]),
        ] {
            let asked = asked(&ci(&words)).unwrap();
            assert_eq!((asked.heads, asked.bases), (vec![id(head)], bases), "{words:?}");
        }
    }

    #[test]
    fn what_is_no_id_is_refused_and_what_has_no_range_is_told() {
        let says = |words: &[(&str, &str)]| asked(&ci(words)).unwrap_err().message;
        let odd = says(&[("GITLAB_CI", "1"), ("CI_COMMIT_SHA", "$(id)\u{1b}[2J")]);
        assert_eq!(odd, "--ci: CI_COMMIT_SHA is no commit id: `$(id)\u{241b}[2J`");
        assert!(says(&[("CIRCLECI", "true")]).contains("reticent diff origin/main..HEAD"));
        assert!(says(&[("TF_BUILD", "True")]).contains("for pull requests only"));
    }

    #[test]
    fn the_first_push_of_the_default_branch_has_nothing_before_it() {
        assert_eq!(before(None, Some("refs/heads/main"), Some("main")), vec![]);
        assert_eq!(before(None, Some("refs/heads/new"), Some("main")), vec![Point::Branch("main".to_owned())]);
        assert_eq!(before(Some(id(A)), Some("refs/heads/main"), Some("main")), vec![id(A)]);
    }
}
