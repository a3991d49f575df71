//! An invitation: one request to one customer about one interaction. Who it is attributed to never changes.

use sea_orm::{
    ActiveValue::Set, Condition, ExprTrait, QueryOrder, QuerySelect, entity::prelude::*,
};

use crate::{
    domain::interactions::interaction::Channel,
    ids::{
        AgentId, BrandId, CustomerId, DeliveryId, InteractionId, InvitationId, MemberId, ProductId,
        SurveyId, SurveyVersionId, TeamId, TouchpointId,
    },
};

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(12))",
    rename_all = "snake_case"
)]
pub enum State {
    Scheduled,
    Sending,
    Sent,
    /// The letter did not arrive.
    Bounced,
    Answered,
    /// Its time ran out unanswered.
    Expired,
    /// Its letter must not be sent any more.
    Cancelled,
}

impl State {
    /// Those whose letter left, or is to.
    pub const NOT_WITHDRAWN: [Self; 6] = [
        Self::Scheduled,
        Self::Sending,
        Self::Sent,
        Self::Bounced,
        Self::Answered,
        Self::Expired,
    ];

    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Bounced => "bounced",
            Self::Answered => "answered",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub brand_id: BrandId,
    pub interaction_id: InteractionId,
    pub customer_id: CustomerId,
    pub survey_id: SurveyId,
    pub survey_version_id: SurveyVersionId,
    pub agent_id: AgentId,
    pub team_id: Option<TeamId>,
    pub product_id: Option<ProductId>,
    pub touchpoint_id: TouchpointId,
    pub channel: Channel,
    /// The language the customer is asked in, as told.
    pub locale: String,
    pub state: State,
    pub send_at: DateTimeUtc,
    /// When the mail server took the letter.
    pub sent_at: Option<DateTimeUtc>,
    /// When the answer that counts was first given.
    pub answered_at: Option<DateTimeUtc>,
    /// From then on it can no longer be answered.
    pub expires_at: DateTimeUtc,
    /// When a scanner was first seen to go through its links.
    pub swept_at: Option<DateTimeUtc>,
    /// When a held click may begin to count.
    pub look_again_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    /// When to look whether a reminder is due.
    pub remind_at: Option<DateTimeUtc>,
    /// The letter that reminds: never more than one.
    pub reminder_id: Option<DeliveryId>,
    /// When the mail server took it.
    pub reminded_at: Option<DateTimeUtc>,
    /// When the letter was withdrawn before it left.
    pub cancelled_at: Option<DateTimeUtc>,
    /// By which member; none where the customer's further contact did it.
    pub cancelled_by: Option<MemberId>,
    pub cancel_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it can be answered at `now`.
    pub fn is_open(&self, now: DateTimeUtc) -> bool {
        now < self.expires_at
    }
}

/// The invitation, locked until the transaction ends: what happens to one invitation happens one after the other.
pub async fn locked(tx: &impl ConnectionTrait, id: InvitationId) -> Result<Model, DbErr> {
    let found = Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("invitation {id}")))
}

/// Those of these ids that are there.
pub async fn all_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = InvitationId>,
) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(ids)).all(db).await
}

/// Notes the language the customer chose, for the response and for all pages from now on.
pub async fn speak(
    tx: &impl ConnectionTrait,
    invitation: &mut Model,
    locale: String,
) -> Result<(), DbErr> {
    if invitation.locale == locale {
        return Ok(());
    }
    let row = ActiveModel {
        id: Set(invitation.id),
        locale: Set(locale.clone()),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    invitation.locale = locale;
    Ok(())
}

/// Who withdrew a letter, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// None: the customer's further contact.
    pub by: Option<MemberId>,
    pub reason: String,
}

/// Notes that the letter was withdrawn before it left.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    id: InvitationId,
    why: Withdrawal,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id),
        state: Set(State::Cancelled),
        remind_at: Set(None),
        cancelled_at: Set(Some(now)),
        cancelled_by: Set(why.by),
        cancel_reason: Set(Some(why.reason)),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    Ok(())
}

/// When the customer's newest letter leaves or left, not counting these and those that were withdrawn.
pub async fn newest_letter(
    db: &impl ConnectionTrait,
    customer: CustomerId,
    but: &[InvitationId],
) -> Result<Option<DateTimeUtc>, DbErr> {
    let newest = Entity::find()
        .select_only()
        .column(Column::SendAt)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::State.ne(State::Cancelled))
        .filter(Column::Id.is_not_in(but.iter().copied()))
        .order_by_desc(Column::SendAt)
        .limit(1);
    newest.into_tuple().one(db).await
}

/// The customer's invitations whose letters have not left.
pub async fn scheduled_of(
    db: &impl ConnectionTrait,
    customer: CustomerId,
) -> Result<Vec<Model>, DbErr> {
    let scheduled = Entity::find()
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::State.eq(State::Scheduled));
    scheduled.all(db).await
}

/// Those of these customers to whom a letter or a reminder may still leave.
pub async fn expecting_letters(
    db: &impl ConnectionTrait,
    customers: Vec<CustomerId>,
) -> Result<Vec<CustomerId>, DbErr> {
    let to_come = Condition::any()
        .add(Column::State.eq(State::Scheduled))
        .add(Column::RemindAt.is_not_null())
        .add(
            Column::State
                .eq(State::Sent)
                .and(Column::ReminderId.is_not_null()),
        );
    let found = Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .distinct()
        .filter(Column::CustomerId.is_in(customers))
        .filter(to_come);
    found.into_tuple().all(db).await
}

/// When the newest of the customer's letters left that did.
pub async fn newest_left(
    db: &impl ConnectionTrait,
    customer: CustomerId,
) -> Result<Option<DateTimeUtc>, DbErr> {
    let newest = Entity::find()
        .select_only()
        .column(Column::SentAt)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::SentAt.is_not_null())
        .order_by_desc(Column::SentAt)
        .limit(1);
    Ok(newest
        .into_tuple::<Option<DateTimeUtc>>()
        .one(db)
        .await?
        .flatten())
}

/// The customer is reminded of nothing any more; returns the reminders that were made.
pub async fn remind_no_more(
    tx: &impl ConnectionTrait,
    customer: CustomerId,
) -> Result<Vec<DeliveryId>, DbErr> {
    Entity::update_many()
        .col_expr(Column::RemindAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::RemindAt.is_not_null())
        .exec(tx)
        .await?;
    let made = Entity::find()
        .select_only()
        .column(Column::ReminderId)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::ReminderId.is_not_null())
        .filter(Column::State.eq(State::Sent));
    let made = made.into_tuple::<Option<DeliveryId>>().all(tx).await?;
    Ok(made.into_iter().flatten().collect())
}

/// Moves invitations on, unless they have been answered: that they stay.
pub async fn move_on(
    tx: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = InvitationId>,
    state: State,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .filter(Column::Id.is_in(ids))
        .filter(Column::State.ne(State::Answered))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that a letter which could not leave is due again.
pub async fn scheduled_again(
    tx: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTimeUtc,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Scheduled))
        .col_expr(Column::SendAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Notes that the mail server took the letters: the time to answer begins.
pub async fn sent(
    tx: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = InvitationId>,
    at: DateTimeUtc,
    expires_at: DateTimeUtc,
) -> Result<(), DbErr> {
    let state = Expr::case(Column::State.eq(State::Answered), Expr::col(Column::State))
        .finally(Expr::value(State::Sent));
    Entity::update_many()
        .col_expr(Column::SentAt, Expr::value(at))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .col_expr(Column::State, state.into())
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that the mail server took the reminder.
pub async fn reminded(
    tx: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTimeUtc,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id),
        reminded_at: Set(Some(at)),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What the weighing of its clicks says of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    pub answered_at: Option<DateTimeUtc>,
    pub swept_at: Option<DateTimeUtc>,
    pub look_again_at: Option<DateTimeUtc>,
}

/// Writes what the weighing says, where it says something new.
pub async fn weighed(tx: &impl ConnectionTrait, known: &Model, says: Weighed) -> Result<(), DbErr> {
    let state = match (says.answered_at, known.state) {
        (Some(_), _) => State::Answered,
        // What had been answered turned out not to be: the letter is still out there.
        (None, State::Answered) => State::Sent,
        (None, state) => state,
    };
    let was = Weighed {
        answered_at: known.answered_at,
        swept_at: known.swept_at,
        look_again_at: known.look_again_at,
    };
    if (state, says) == (known.state, was) {
        return Ok(());
    }
    let row = ActiveModel {
        id: Set(known.id),
        state: Set(state),
        answered_at: Set(says.answered_at),
        swept_at: Set(says.swept_at),
        look_again_at: Set(says.look_again_at),
        ..Default::default()
    };
    Entity::update(row)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}
