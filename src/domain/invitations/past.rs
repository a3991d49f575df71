//! What a rehearsal walks through, read from the database: a brand's newest contacts, the letters their customers had
//! before, and the surveys that would ask. Called by the page of a survey's rehearsal.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_orm::{
    Condition, FromQueryResult, JoinType, QueryOrder, QuerySelect, QueryTrait, RelationDef,
    entity::prelude::*,
};

use super::{
    invitation::{self, State},
    limit_count,
    limits::{Counts, Keys, Traits, reach},
    rehearsal::{Contact, Letter, OwnTraits, Past, Really},
};
use crate::{
    domain::{
        customers::{
            customer, email_address::EmailAddress, email_address::normalise, preference,
            suppression,
        },
        interactions::{
            interaction::{self, Channel, HeldReason, Outcome},
            report::sampling_point,
        },
        organization::{brand, touchpoint},
        surveys::{definition::Definition, survey},
    },
    ids::*,
    token::Keys as Secrets,
};

/// The days that are walked through, today the last of them.
pub const DAYS: u32 = 30;
/// Contacts looked at; of more, the newest.
pub const MOST: u64 = 200_000;

#[derive(Debug, FromQueryResult)]
struct Row {
    id: InteractionId,
    source: String,
    external_id: String,
    customer_id: CustomerId,
    agent_id: AgentId,
    team_id: Option<TeamId>,
    product_id: Option<ProductId>,
    touchpoint_id: TouchpointId,
    channel: Channel,
    ended_at: DateTime<Utc>,
    reported_at: DateTime<Utc>,
    attributes: Option<Json>,
    reason: Option<HeldReason>,
    email: String,
    time_zone: Option<String>,
    send_at: Option<DateTime<Utc>>,
    state: Option<State>,
}

/// What was reported to a brand since `from`, as if the survey with this slug had these rules; and the survey's place
/// among all.
pub async fn read(
    db: &impl ConnectionTrait,
    secrets: &Secrets,
    brand: &brand::Model,
    slug: &str,
    definition: Definition,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(Past, usize), DbErr> {
    let (surveys, of) = survey::with_rehearsed(db, brand.id, slug, definition).await?;
    let asking = touchpoints(db, brand.id, &surveys).await?;
    let rows = rows(db, brand.id, from, now).await?;
    let cut = rows.len() as u64 == MOST;
    let since = rows.first().map_or(now, |row| row.reported_at);
    let emails = rows.iter().map(|row| row.email.as_str());
    let emails: HashSet<_> = emails.map(normalise).collect();
    let suppressed = suppression::since(db, secrets, brand.id, &emails).await?;
    let wishes = preference::among(db, secrets, brand.id, &emails).await?;
    let letters = letters(db, brand.id, &surveys, since).await?;
    let mut counts = Counts::default();
    for (id, definition) in &surveys {
        let days = i64::from(reach(definition));
        if days > 0 {
            let from = since - TimeDelta::days(days + 1);
            let told = limit_count::letters_of(db, brand.id, *id, from, Some(since)).await?;
            for letter in told {
                let keys = Keys::of(*id, definition, letter.traits());
                counts.take(&keys, brand.day(letter.send_at));
            }
        }
    }
    let mut zones: HashMap<String, Option<Tz>> = HashMap::new();
    let contacts = rows.into_iter().map(|row| {
        let tz = row.time_zone.as_ref().and_then(|name| {
            let known = zones.entry(name.clone());
            *known.or_insert_with(|| name.parse().ok())
        });
        Contact {
            survey: asking.get(&row.touchpoint_id).copied(),
            tz: tz.unwrap_or(brand.tz()),
            suppressed_at: suppressed.get(&normalise(&row.email)).copied(),
            wish: wishes.get(&normalise(&row.email)).cloned(),
            ..contact(secrets, brand.id, row)
        }
    });
    let past = Past {
        contacts: contacts.collect(),
        surveys,
        letters,
        counts,
        tz: brand.tz(),
        cut,
    };
    Ok((past, of))
}

fn contact(secrets: &Secrets, brand: BrandId, row: Row) -> Contact {
    let withdrawn = row.state == Some(State::Cancelled);
    Contact {
        id: row.id,
        customer: row.customer_id,
        survey: None,
        traits: OwnTraits {
            of: Traits {
                agent: row.agent_id,
                team: row.team_id,
                product: row.product_id,
                touchpoint: row.touchpoint_id,
                channel: row.channel,
                attributes: None,
            },
            attributes: row.attributes,
        },
        ended_at: row.ended_at,
        reported_at: row.reported_at,
        sampling_point: sampling_point(secrets, brand, &row.source, &row.external_id),
        address_valid: EmailAddress::parse(&row.email).is_some(),
        suppressed_at: None,
        wish: None,
        tz: Tz::UTC,
        really: Really {
            reason: row.reason,
            send_at: row.send_at.filter(|_| !withdrawn),
        },
    }
}

/// Which survey asks at each touchpoint.
async fn touchpoints(
    db: &impl ConnectionTrait,
    brand: BrandId,
    surveys: &[(SurveyId, Definition)],
) -> Result<HashMap<TouchpointId, usize>, DbErr> {
    let known = touchpoint::Entity::find()
        .filter(touchpoint::Column::BrandId.eq(brand))
        .all(db)
        .await?;
    let definitions = || surveys.iter().map(|(_, definition)| definition);
    let asks = |slug: &str| survey::asking_at(definitions(), slug);
    let found = known
        .into_iter()
        .filter_map(|touchpoint| Some((touchpoint.id, asks(&touchpoint.slug)?)));
    Ok(found.collect())
}

async fn rows(
    db: &impl ConnectionTrait,
    brand: BrandId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Row>, DbErr> {
    use interaction::Column;
    let told: RelationDef = interaction::Entity::belongs_to(customer::Entity)
        .from(Column::CustomerId)
        .to(customer::Column::Id)
        .into();
    let invited: RelationDef = interaction::Entity::belongs_to(invitation::Entity)
        .from(Column::InvitationId)
        .to(invitation::Column::Id)
        .into();
    let columns = [
        Column::Id,
        Column::Source,
        Column::ExternalId,
        Column::CustomerId,
        Column::AgentId,
        Column::TeamId,
        Column::ProductId,
        Column::TouchpointId,
        Column::Channel,
        Column::EndedAt,
        Column::ReportedAt,
        Column::Attributes,
        Column::Reason,
    ];
    let mut found = interaction::Entity::find()
        .select_only()
        .columns(columns)
        .column_as(customer::Column::Email, "email")
        .column_as(customer::Column::TimeZone, "time_zone")
        .column_as(invitation::Column::SendAt, "send_at")
        .column_as(invitation::Column::State, "state")
        .join(JoinType::InnerJoin, told)
        .join(JoinType::LeftJoin, invited)
        .filter(within(brand, since))
        .filter(Column::ReportedAt.lte(now))
        .order_by_desc(Column::ReportedAt)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .into_model::<Row>()
        .all(db)
        .await?;
    found.reverse();
    Ok(found)
}

/// Both outcomes are named so that the index that begins with them is used.
fn within(brand: BrandId, since: DateTime<Utc>) -> Condition {
    use interaction::Column;
    Condition::all()
        .add(Column::BrandId.eq(brand))
        .add(Column::Outcome.is_in([Outcome::Invited, Outcome::Held]))
        .add(Column::ReportedAt.gte(since))
}

/// The letters that may still keep the customers of these days from being asked.
async fn letters(
    db: &impl ConnectionTrait,
    brand: BrandId,
    surveys: &[(SurveyId, Definition)],
    since: DateTime<Utc>,
) -> Result<Vec<Letter>, DbErr> {
    use invitation::Column;
    let days = surveys.iter().map(|(_, survey)| survey.quarantine_days);
    let longest = TimeDelta::days(days.max().unwrap_or_default().into());
    let customers = interaction::Entity::find()
        .select_only()
        .column(interaction::Column::CustomerId)
        .filter(within(brand, since))
        .into_query();
    let found = invitation::Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .column_as(Column::SendAt.max(), "send_at")
        .filter(Column::CustomerId.in_subquery(customers))
        .filter(Column::SendAt.gte(since - longest))
        .filter(Column::CreatedAt.lt(since))
        .filter(Column::State.ne(State::Cancelled))
        .group_by(Column::CustomerId)
        .into_tuple::<(CustomerId, DateTime<Utc>)>()
        .all(db)
        .await?;
    let letter = |(customer, send_at)| Letter { customer, send_at };
    Ok(found.into_iter().map(letter).collect())
}
