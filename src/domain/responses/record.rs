//! Bringing a response into line with what its clicks amount to. Called by `flow` with the invitation locked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::{ActiveValue::Set, IntoActiveModel, entity::prelude::*};

use super::{
    answer,
    click::{Counted, Evidence},
    commented_day, response, revision,
    submission::score_of,
};
use crate::{
    domain::{invitations::invitation, organization::brand, surveys::definition::Definition},
    ids::{ClickId, InvitationId, ResponseId, RevisionId},
};

/// Everything a response says: what is counted, and counted again when it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub score: i16,
    pub comment: Option<String>,
    pub answers: BTreeMap<String, String>,
}

/// A response with everything it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub response: response::Model,
    pub content: Content,
}

/// The click weighed for the first time, and its form where it came with one.
#[derive(Clone, Debug)]
pub struct Fresh {
    pub click: ClickId,
    pub form: Option<Content>,
}

/// What recording changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Nothing counted until now.
    First(Standing),
    /// The answer is another now; `before` counted until now.
    Changed {
        before: Box<Standing>,
        after: Box<Standing>,
    },
    /// What had counted does so no longer.
    Withdrawn(Standing),
    Unchanged(Option<Standing>),
}

impl Recorded {
    /// What counted before.
    pub fn before(&self) -> Option<&Standing> {
        match self {
            Self::First(_) => None,
            Self::Changed { before, .. } => Some(before),
            Self::Withdrawn(before) => Some(before),
            Self::Unchanged(standing) => standing.as_ref(),
        }
    }

    /// What counts now.
    pub fn now(&self) -> Option<&Standing> {
        match self {
            Self::First(after) => Some(after),
            Self::Changed { after, .. } => Some(after),
            Self::Withdrawn(_) => None,
            Self::Unchanged(standing) => standing.as_ref(),
        }
    }
}

/// The score each metric gets from a response with these further answers.
pub fn scores(
    definition: &Definition,
    score: i16,
    answers: &BTreeMap<String, String>,
) -> Vec<(&'static str, i16)> {
    let further = definition
        .questions
        .iter()
        .skip(1)
        .filter(|question| question.kind.is_metric());
    let further = further.filter_map(|question| {
        let score = score_of(question, answers.get(&question.slug)?)?;
        // FCR's "not applicable" is no answer.
        (score >= 0).then(|| (question.kind.code(), score))
    });
    std::iter::once((definition.first().kind.code(), score))
        .chain(further)
        .collect()
}

impl Standing {
    /// The response with its further answers, read beside it.
    pub async fn of(db: &impl ConnectionTrait, response: response::Model) -> Result<Self, DbErr> {
        let answers = answer::of_responses(db, [response.id]).await?;
        let content = Content {
            score: response.score,
            comment: response.comment.clone(),
            answers: answers
                .into_iter()
                .map(|answer| (answer.question, answer.value))
                .collect(),
        };
        Ok(Self { response, content })
    }
}

/// What an invitation's response says, counting or not.
pub async fn standing(
    tx: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Option<Standing>, DbErr> {
    match response::of_invitation(tx, invitation).await? {
        Some(response) => Standing::of(tx, response).await.map(Some),
        None => Ok(None),
    }
}

/// Makes the stored response, which says `before`, say what `counted` says, or nothing.
pub async fn bring_into_line(
    tx: &impl ConnectionTrait,
    invitation: &invitation::Model,
    definition: &Definition,
    before: Option<Standing>,
    counted: Option<&Counted>,
    fresh: Option<Fresh>,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let Some(counted) = counted else {
        return withdraw(tx, before, now).await;
    };
    let content = content(tx, before.as_ref(), counted, fresh).await?;
    let evidence = counted.evidence.as_str();
    if let Some(mut same) = before.clone().filter(|before| {
        let response = &before.response;
        response.counts && response.locale == invitation.locale && before.content == content
    }) {
        if same.response.evidence != evidence {
            same.response.evidence = evidence.into();
            let row = response::ActiveModel {
                id: Set(same.response.id),
                evidence: Set(evidence.into()),
                ..Default::default()
            };
            response::Entity::update(row)
                .exec_without_returning(tx)
                .await?;
        }
        return Ok(Recorded::Unchanged(Some(same)));
    }
    let known = before.as_ref().map(|before| &before.response);
    let zone = brand::zone(tx, invitation.brand_id).await?;
    let id = known.map_or_else(|| ResponseId::new(now), |known| known.id);
    let response = response_of(
        invitation, definition, known, id, counted, &content, zone, now,
    );
    let row = response.clone().into_active_model().reset_all();
    if known.is_none() {
        response::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    } else {
        response::Entity::update(row)
            .exec_without_returning(tx)
            .await?;
        answer::Entity::delete_many()
            .filter(answer::Column::ResponseId.eq(response.id))
            .exec(tx)
            .await?;
    }
    put_answers(tx, &response, definition, &content).await?;
    commented_day::changed(tx, known, &response, now).await?;
    let after = Standing { response, content };
    Ok(match before.filter(|before| before.response.counts) {
        Some(before) => Recorded::Changed {
            before: Box::new(before),
            after: Box::new(after),
        },
        None => Recorded::First(after),
    })
}

/// The response as it is from now on; `known` is what it was, if it was there.
#[expect(
    clippy::too_many_arguments,
    reason = "everything a response is made of"
)]
pub fn response_of(
    invitation: &invitation::Model,
    definition: &Definition,
    known: Option<&response::Model>,
    id: ResponseId,
    counted: &Counted,
    content: &Content,
    zone: Tz,
    now: DateTime<Utc>,
) -> response::Model {
    let answered_at = known.map_or(counted.at, |known| known.answered_at);
    response::Model {
        id,
        brand_id: invitation.brand_id,
        invitation_id: invitation.id,
        interaction_id: invitation.interaction_id,
        customer_id: invitation.customer_id,
        survey_id: invitation.survey_id,
        survey_version_id: invitation.survey_version_id,
        agent_id: invitation.agent_id,
        team_id: invitation.team_id,
        product_id: invitation.product_id,
        touchpoint_id: invitation.touchpoint_id,
        channel: invitation.channel,
        locale: invitation.locale.clone(),
        metric: definition.first().kind.code().into(),
        score: content.score,
        comment: content.comment.clone(),
        evidence: counted.evidence.as_str().into(),
        counts: true,
        day: answered_at.with_timezone(&zone).date_naive(),
        answered_at,
        changed_at: now,
    }
}

async fn withdraw(
    tx: &impl ConnectionTrait,
    before: Option<Standing>,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let Some(before) = before.filter(|before| before.response.counts) else {
        return Ok(Recorded::Unchanged(None));
    };
    let row = response::ActiveModel {
        id: Set(before.response.id),
        counts: Set(false),
        changed_at: Set(now),
        ..Default::default()
    };
    response::Entity::update(row)
        .exec_without_returning(tx)
        .await?;
    commented_day::changed(tx, None, &before.response, now).await?;
    Ok(Recorded::Withdrawn(before))
}

/// What the counting click says: its form where it came with one; else its score, beside what was said before.
async fn content(
    tx: &impl ConnectionTrait,
    before: Option<&Standing>,
    counted: &Counted,
    fresh: Option<Fresh>,
) -> Result<Content, DbErr> {
    let click = ClickId(counted.click);
    let form = match fresh.filter(|fresh| fresh.click == click) {
        Some(fresh) => fresh.form,
        None => revision::of_click(tx, click).await?.map(|form| Content {
            score: form.score,
            comment: form.comment,
            answers: form.answers.0,
        }),
    };
    Ok(match form {
        Some(form) => form,
        None => Content {
            score: counted.score,
            comment: before.and_then(|before| before.content.comment.clone()),
            answers: before
                .map(|before| before.content.answers.clone())
                .unwrap_or_default(),
        },
    })
}

async fn put_answers(
    tx: &impl ConnectionTrait,
    response: &response::Model,
    definition: &Definition,
    content: &Content,
) -> Result<(), DbErr> {
    let rows = answers_of(response, definition, content);
    if !rows.is_empty() {
        answer::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Its answers to further questions, as they are stored.
pub fn answers_of(
    response: &response::Model,
    definition: &Definition,
    content: &Content,
) -> Vec<answer::ActiveModel> {
    let rows = content.answers.iter().filter_map(|(slug, value)| {
        let question = definition.question(slug)?;
        Some(answer::ActiveModel {
            response_id: Set(response.id),
            question: Set(slug.clone()),
            brand_id: Set(response.brand_id),
            metric: Set(question
                .kind
                .is_metric()
                .then(|| question.kind.code().into())),
            score: Set(score_of(question, value)),
            value: Set(value.clone()),
        })
    });
    rows.collect()
}

/// Keeps what was said and how, for the history: every form sent, whatever it counts for, and every click that came
/// to count.
pub async fn keep_revision(
    tx: &impl ConnectionTrait,
    invitation: &invitation::Model,
    click: ClickId,
    content: Content,
    evidence: Evidence,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = revision::ActiveModel {
        id: Set(RevisionId::new(now)),
        brand_id: Set(invitation.brand_id),
        invitation_id: Set(invitation.id),
        click_id: Set(click),
        at: Set(now),
        score: Set(content.score),
        comment: Set(content.comment),
        answers: Set(revision::Given(content.answers)),
        evidence: Set(evidence.as_str().into()),
    };
    revision::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}
