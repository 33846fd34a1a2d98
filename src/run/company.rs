//! What other places of the same file say of a secret: the same value that is for show in one place is for show in all, and a
//! test that uses a value again and again, or with little changes, made it up for that.
//!
//! Of names with values, and of what says no more than that a token follows: a provider's format is somebody's credential
//! wherever it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::Spot;
use crate::check::PathClass;
use crate::judge::Place;
use crate::rule::{Rule, RuleIndex, RuleSet};

/// So long a common beginning makes values variants of each other, if they are [`SEVERAL`].
const BEGINNING: usize = 5;
/// See [`BEGINNING`].
const SEVERAL: usize = 3;

/// Lowers the confidence of secrets that their company in the file shows to be made up.
pub(super) fn compare(spots: &mut [Spot], place: Place, rules: &RuleSet) {
    let counts = |spot: &Spot| {
        let loose = |rule: &Rule| rule.generic && rule.checks.structure.is_none() && rule.checks.checksum.is_none();
        spot.verdict.summed || rules.get(spot.rule).is_some_and(loose)
    };
    let test = place.class == PathClass::Test;
    let mut places: BTreeMap<(RuleIndex, Vec<u8>), usize> = BTreeMap::new();
    let mut shown = BTreeSet::new();
    let mut variants: BTreeMap<(RuleIndex, Vec<u8>), BTreeSet<Vec<u8>>> = BTreeMap::new();
    for spot in spots.iter().filter(|spot| counts(spot)) {
        let secret = spot.secret.expose();
        let key = (spot.rule, secret.to_vec());
        if spot.verdict.is_for_show() {
            shown.insert(key.clone());
        }
        *places.entry(key).or_default() += 1;
        if let Some(begin) = secret.get(..BEGINNING).filter(|_| test && spot.verdict.summed) {
            variants.entry((spot.rule, begin.to_vec())).or_default().insert(secret.to_vec());
        }
    }
    for spot in spots.iter_mut().filter(|spot| counts(spot)) {
        let secret = spot.secret.expose();
        let key = (spot.rule, secret.to_vec());
        let repeated = || places.get(&key).is_some_and(|count| *count > 1);
        let varied = || {
            let begin = secret.get(..BEGINNING).map(|begin| (spot.rule, begin.to_vec()));
            begin.and_then(|begin| variants.get(&begin)).is_some_and(|values| values.len() >= SEVERAL)
        };
        let why = if shown.contains(&key) {
            Some("for-show-elsewhere")
        } else if test && !spot.verdict.is_password() && repeated() {
            Some("repeated-in-test")
        } else if test && spot.verdict.summed && !spot.verdict.is_password() && varied() {
            Some("varied-in-test")
        } else {
            None
        };
        if let Some(why) = why {
            spot.verdict.lower_for_show(why);
        }
    }
}
