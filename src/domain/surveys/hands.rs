//! Whose hands a survey went through: who published each of its versions and who retired it, from the audit.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, entity::prelude::*};

use super::{survey, survey_version};
use crate::{
    domain::accounts::{
        actor::{self, Actor},
        audit,
    },
    ids::SurveyVersionId,
};

/// What the audit calls it when a version is published.
pub const PUBLISH: &str = "publish survey";
/// And when a survey is retired.
pub const RETIRE: &str = "retire survey";

/// Who did what to a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// None: nobody did, it came with its brand.
    pub published: Option<Actor>,
    /// While it was the newest.
    pub retired: Option<(Actor, DateTime<Utc>)>,
}

/// The hands of every version of a survey; `versions` are all of them, the newest first.
pub async fn hands(
    db: &impl ConnectionTrait,
    survey: &survey::Model,
    versions: &[survey_version::Model],
) -> Result<HashMap<SurveyVersionId, Hands>, DbErr> {
    let events = audit::about(db, survey.brand_id, &survey.slug, &[PUBLISH, RETIRE]).await?;
    let actors = actor::named(db, events.iter().map(|event| event.actor.as_str())).await?;
    let acts = events.iter().filter_map(|event| {
        let actor = actors.get(&event.actor)?.clone();
        Some((event.action == PUBLISH, actor, event.at))
    });
    let ids = versions.iter().rev().map(|version| version.id);
    Ok(ids.zip(dealt(versions.len(), acts.collect())).collect())
}

/// What was done to so many versions, the oldest first. Each publication has made one of them; those that nobody
/// published came first.
fn dealt(versions: usize, acts: Vec<(bool, Actor, DateTime<Utc>)>) -> Vec<Hands> {
    let mut all = vec![Hands::default(); versions];
    let published = acts.iter().filter(|(publishes, ..)| *publishes).count();
    let mut next = versions.saturating_sub(published);
    for (publishes, actor, at) in acts {
        if publishes {
            if let Some(hands) = all.get_mut(next) {
                hands.published = Some(actor);
            }
            next += 1;
        } else if let Some(hands) = next.checked_sub(1).and_then(|newest| all.get_mut(newest)) {
            // Who retires what is retired already changes nothing.
            hands.retired.get_or_insert((actor, at));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_its_own_hands() {
        let by = |name: &str| Actor::Member(Some(name.into()));
        let at = DateTime::UNIX_EPOCH;
        let acts = [
            (false, "ana"),
            (true, "ben"),
            (true, "ana"),
            (false, "cid"),
            (false, "ben"),
        ];
        let acts = acts.map(|(publishes, name)| (publishes, by(name), at));
        let hands = |published: Option<&str>, retired: Option<&str>| Hands {
            published: published.map(by),
            retired: retired.map(|name| (by(name), at)),
        };
        assert_eq!(
            dealt(3, acts.to_vec()),
            [
                hands(None, Some("ana")),
                hands(Some("ben"), None),
                hands(Some("ana"), Some("cid")),
            ]
        );
        assert_eq!(dealt(1, Vec::new()), [hands(None, None)]);
        assert_eq!(dealt(0, acts.to_vec()), []);
    }
}
