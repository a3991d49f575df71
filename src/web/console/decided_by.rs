//! What decided about a contact: the survey of its touchpoint, in which version and by whom published, and the rule of it
//! or the customer's own wish that held the contact back.

use std::collections::{HashMap, HashSet};

use sea_orm::{DbErr, entity::prelude::*};

use crate::{
    domain::{
        accounts::actor::Actor,
        customers::preference::spoken,
        interactions::interaction::{self, HeldReason},
        scores::ledger::Row,
        surveys::{
            definition::Definition,
            hands::hands,
            in_words::counted,
            rule_lines::{limit_line, skip_line},
            survey, survey_version,
        },
    },
    ids::InteractionId,
};

/// What decided, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedBy {
    pub survey: String,
    /// The version that asked when the contact was reported.
    pub version: Option<i32>,
    /// Who published that; nobody where it came with its brand.
    pub publisher: Option<String>,
    /// Where a rule held the contact: as the version had it. Or the customer's wish did.
    pub rule: Option<String>,
}

/// By contact; those without a survey are left out.
pub async fn decided_by(
    db: &impl ConnectionTrait,
    found: &[Row],
) -> Result<HashMap<InteractionId, DecidedBy>, DbErr> {
    let ids = found.iter().filter_map(|row| row.interaction.survey_id);
    let ids: HashSet<_> = ids.collect();
    let named = survey::Entity::find().filter(survey::Column::Id.is_in(ids.iter().copied()));
    let mut surveys = HashMap::new();
    for survey in named.all(db).await? {
        let versions = survey_version::of_survey(db, survey.id).await?;
        let hands = hands(db, &survey, &versions).await?;
        surveys.insert(survey.id, (survey.name, versions, hands));
    }
    let decided = found.iter().filter_map(|row| {
        let contact = &row.interaction;
        let (name, versions, hands) = surveys.get(&contact.survey_id?)?;
        let mut versions = versions.iter();
        let then = versions.find(|version| version.published_at <= contact.reported_at);
        let by = DecidedBy {
            survey: name.clone(),
            version: then.map(|then| then.number),
            publisher: then
                .and_then(|then| hands.get(&then.id)?.published.as_ref())
                .map(Actor::spoken),
            rule: then.and_then(|then| rule(contact, &then.definition)),
        };
        Some((contact.id, by))
    });
    Ok(decided.collect())
}

fn rule(contact: &interaction::Model, survey: &Definition) -> Option<String> {
    Some(match contact.reason? {
        HeldReason::Skipped => {
            let attributes = contact.attributes.as_ref();
            let mut rules = survey.skip_when.iter();
            skip_line(rules.find(|skip| skip.holds(attributes))?)
        }
        HeldReason::Limit => match &survey.limits[..] {
            [] => return None,
            [limit] => limit_line(limit),
            several => {
                let each: Vec<_> = several.iter().map(limit_line).collect();
                format!("one of: {}", each.join("; "))
            }
        },
        HeldReason::Quarantine => match (contact.wish_months, survey.quarantine_days) {
            (Some(months), _) => format!(
                "the customer’s own wish: at most one survey in {}",
                spoken(months)
            ),
            // Without a rest of the survey's it can be nothing else, and how long it was is not on record.
            (None, 0) => "the customer’s own wish for fewer surveys".to_owned(),
            (None, days) => format!("{} between letters", counted(days, "day")),
        },
        HeldReason::SampledOut => format!("{}% are asked", survey.sample_percent),
        HeldReason::TooOld => {
            format!(
                "at most {} after the contact",
                counted(survey.max_age_hours, "hour")
            )
        }
        HeldReason::MonthlyLimit => format!("{} letters a month", survey.monthly_limit?),
        HeldReason::NoSurvey | HeldReason::Suppressed | HeldReason::InvalidAddress => return None,
    })
}
