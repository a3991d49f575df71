//! The ledger: every contact with what was decided about it and what became of its letter, so that nobody has to take
//! a count on trust. Called by an agent's ledger and by the page of contacts that were held.

use chrono::{DateTime, Utc};
use sea_orm::{
    Condition, FromQueryResult, Iterable, JoinType, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
};

use super::{asking::About, period::Period};
use crate::{
    db::{Db, older},
    domain::{
        accounts::member,
        interactions::{
            interaction::{self, HeldReason, Outcome},
            listing::with_names,
        },
        invitations::invitation,
        organization::brand,
        responses::filter::Filter,
    },
    ids::{BrandId, InteractionId},
};

/// What became of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Nobody was asked.
    Held,
    /// Invited, and the letter is still to leave.
    Waiting,
    /// The letter left and waits for an answer.
    Sent,
    Answered,
    Bounced,
    /// Its time ran out unanswered.
    Expired,
    /// Invited, but the letter was not to be sent any more.
    Cancelled,
}

impl Fate {
    pub const ALL: [Self; 7] = [
        Self::Held,
        Self::Waiting,
        Self::Sent,
        Self::Answered,
        Self::Bounced,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The name in URLs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Answered => "answered",
            Self::Bounced => "bounced",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.code() == code)
    }

    fn of(invitation: Option<invitation::State>) -> Self {
        use invitation::State;
        match invitation {
            None => Self::Held,
            Some(State::Scheduled | State::Sending) => Self::Waiting,
            Some(State::Sent) => Self::Sent,
            Some(State::Answered) => Self::Answered,
            Some(State::Bounced) => Self::Bounced,
            Some(State::Expired) => Self::Expired,
            Some(State::Cancelled) => Self::Cancelled,
        }
    }

    fn condition(self) -> Condition {
        if self == Self::Held {
            return interaction::Column::Outcome.eq(Outcome::Held).into();
        }
        let states = invitation::State::iter().filter(|state| Self::of(Some(*state)) == self);
        invitation::Column::State.is_in(states).into()
    }
}

/// Which contacts are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its score and comment have no say: a contact has neither.
    pub filter: Filter,
    /// By the day they were reported, on their brand's own clock.
    pub period: Period,
    pub about: About,
    /// Any of these; all where there are none.
    pub fates: Vec<Fate>,
    pub reason: Option<HeldReason>,
    /// Only what comes after this one in the list: when it was reported, and its id.
    pub after: Option<(DateTime<Utc>, InteractionId)>,
}

/// A contact with the people it was between.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub interaction: interaction::Model,
    pub brand_slug: String,
    pub customer_email: String,
    pub customer_name: Option<String>,
    pub agent_external_id: String,
    pub agent_name: Option<String>,
    pub product_slug: Option<String>,
    pub touchpoint_slug: String,
    pub invitation_state: Option<invitation::State>,
    pub send_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub reminded_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancel_reason: Option<String>,
    /// The address of the member who did; none where the customer's further contact did.
    pub cancelled_by: Option<String>,
}

impl Row {
    pub fn fate(&self) -> Fate {
        Fate::of(self.invitation_state)
    }
}

/// What is wanted, the newest report first.
pub async fn list(db: &Db, wanted: &Wanted, limit: u64) -> Result<Vec<Row>, DbErr> {
    use interaction::Column;
    let fates = wanted.fates.iter().map(|fate| fate.condition());
    let fates = fates.fold(Condition::any(), Condition::add);
    let after = wanted
        .after
        .map(|place| older(Column::ReportedAt, Column::Id, place));
    let surveys = wanted.about.0.as_ref().map(|surveys| {
        let asked = Column::SurveyId.is_in(surveys.iter().copied());
        Condition::any().add(Column::SurveyId.is_null()).add(asked)
    });
    let condition = wanted
        .filter
        .attribution("interactions")
        .add(
            within(
                db,
                &wanted.filter.brands,
                wanted.period,
                Column::BrandId,
                Column::ReportedAt,
            )
            .await?,
        )
        .add_option((!wanted.fates.is_empty()).then_some(fates))
        .add_option(wanted.reason.map(|reason| Column::Reason.eq(reason)))
        .add_option(surveys)
        .add_option(after);
    with_invitations()
        .filter(condition)
        .order_by_desc(Column::ReportedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_model::<Row>()
        .all(db.read())
        .await
}

/// The period on the clock of each brand.
pub(super) async fn within<C: ColumnTrait>(
    db: &Db,
    visible: &[BrandId],
    period: Period,
    brand_id: C,
    at: C,
) -> Result<Condition, DbErr> {
    let brands = brand::all(db.read()).await?;
    let visible = brands.iter().filter(|brand| visible.contains(&brand.id));
    let days = visible.map(|brand| {
        let (from, until) = period.instants(brand.tz());
        Condition::all()
            .add(brand_id.eq(brand.id))
            .add(at.gte(from))
            .add(at.lt(until))
    });
    // Without a brand there is nothing to see, and an empty "any" would hold for everything.
    let none = Condition::any().add(Expr::value(false));
    Ok(days.fold(none, Condition::add))
}

/// With what became of the invitation, where there is one.
fn with_invitations() -> Select<interaction::Entity> {
    use invitation::Column;
    let invited = interaction::Entity::belongs_to(invitation::Entity)
        .from(interaction::Column::Id)
        .to(Column::InteractionId);
    let cancelled = invitation::Entity::belongs_to(member::Entity)
        .from(Column::CancelledBy)
        .to(member::Column::Id);
    with_names()
        .join(JoinType::LeftJoin, invited.into())
        .join(JoinType::LeftJoin, cancelled.into())
        .column_as(Column::State, "invitation_state")
        .column_as(Column::SendAt, "send_at")
        .column_as(Column::SentAt, "sent_at")
        .column_as(Column::AnsweredAt, "answered_at")
        .column_as(Column::RemindedAt, "reminded_at")
        .column_as(Column::CancelledAt, "cancelled_at")
        .column_as(Column::CancelReason, "cancel_reason")
        .column_as(member::Column::Email, "cancelled_by")
}
