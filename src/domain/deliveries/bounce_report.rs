//! A bounce report: one row for everything heard of letters after they left, what it was and what followed. Written by
//! `flow`, read by the console; forgotten after a while by `jobs/clean_up`.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, FromQueryResult, PaginatorTrait, QueryOrder, QuerySelect,
    entity::prelude::*, sea_query::OnConflict,
};

use super::bounce::{Kind, Told};
use super::delivery;
use crate::{
    db::older,
    ids::{BounceReportId, BrandId, DeliveryId},
};

/// What a report led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "snake_case"
)]
pub enum Effect {
    /// The address is suppressed.
    Suppressed,
    /// One of the few failures an address is forgiven.
    Counted,
    /// Somebody here must look.
    Alarmed,
    /// Nothing follows from it.
    Noted,
    /// It is true, and was known: the letter is counted, or its address suppressed, already.
    NothingNew,
    /// It proves no letter of ours.
    Unproven,
    /// It proves a letter, and speaks of another recipient.
    OtherRecipient,
    /// Could not be read; its beginning is kept for a while.
    KeptAside,
}

impl Effect {
    /// Nobody's, whatever they say: they changed nothing.
    const NOT_OURS: [Self; 2] = [Self::Unproven, Self::OtherRecipient];

    /// The name in the metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::Counted => "counted",
            Self::Alarmed => "alarmed",
            Self::Noted => "noted",
            Self::NothingNew => "nothing_new",
            Self::Unproven => "unproven",
            Self::OtherRecipient => "other_recipient",
            Self::KeptAside => "kept_aside",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bounce_reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BounceReportId,
    /// The same for every copy of a report; unique.
    pub report_key: String,
    /// A token its inlet allows once; unique.
    pub once: Option<String>,
    /// [`super::bounce::Inlet::code`].
    pub inlet: String,
    /// [`Kind::code`].
    pub kind: String,
    pub status: Option<String>,
    pub effect: Effect,
    /// None: it is about no letter of ours.
    pub brand_id: Option<BrandId>,
    pub delivery_id: Option<DeliveryId>,
    /// The keyed hash of the letter's address, by which failures are counted.
    pub address_hash: Option<Vec<u8>>,
    /// The server's words, short and without addresses.
    pub diagnostic: String,
    /// The beginning of what could not be read.
    pub kept: Option<Vec<u8>>,
    pub received_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Bytes kept of what could not be read.
pub const KEPT: usize = 4096;

/// Reports about letters are remembered as long as the letters' own events are of interest.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// The others are nobody's, and anybody can send them.
const OTHERS_REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Of the others so many at most, the newest.
const OTHERS: u64 = 5_000;

/// The letter a report is about.
#[derive(Clone, Debug)]
pub struct About {
    pub brand: BrandId,
    pub delivery: DeliveryId,
    pub address_hash: Vec<u8>,
}

/// Writes a report down. `None` when it, or its once-only token, is known already.
pub async fn keep(
    tx: &impl ConnectionTrait,
    told: Told,
    outcome: usize,
    about: Option<About>,
    effect: Effect,
    now: DateTime<Utc>,
) -> Result<Option<BounceReportId>, DbErr> {
    let id = BounceReportId::new(now);
    let mut outcomes = told.outcomes;
    let outcome = outcomes.swap_remove(outcome);
    let kept = told.kept.map(|mut bytes| {
        bytes.truncate(KEPT);
        bytes
    });
    let row = ActiveModel {
        id: Set(id),
        report_key: Set(told.key),
        once: Set(told.once),
        inlet: Set(told.inlet.code().into()),
        kind: Set(outcome.kind.code().into()),
        status: Set(outcome.status),
        effect: Set(effect),
        brand_id: Set(about.as_ref().map(|about| about.brand)),
        delivery_id: Set(about.as_ref().map(|about| about.delivery)),
        address_hash: Set(about.map(|about| about.address_hash)),
        diagnostic: Set(outcome.diagnostic),
        kept: Set(kept),
        received_at: Set(now),
    };
    let new = Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok((new > 0).then_some(id))
}

/// Says otherwise what a report led to.
pub async fn led_to(
    tx: &impl ConnectionTrait,
    id: BounceReportId,
    effect: Effect,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id),
        effect: Set(effect),
        ..Default::default()
    };
    Entity::update(row)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Letters of the brand to that address that failed softly since then.
pub async fn soft_since(
    tx: &impl ConnectionTrait,
    about: &About,
    since: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let letters: Vec<DeliveryId> = Entity::find()
        .select_only()
        .column(Column::DeliveryId)
        .distinct()
        .filter(Column::BrandId.eq(about.brand))
        .filter(Column::AddressHash.eq(about.address_hash.clone()))
        .filter(Column::Kind.eq(Kind::Soft.code()))
        .filter(Column::Effect.ne(Effect::Noted))
        .filter(Column::ReceivedAt.gte(since))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(letters.len() as u64)
}

/// Reports about letters of these brands, and those about no letter: who may see all brands may see what is nobody's.
fn within(brands: &[BrandId]) -> Condition {
    Condition::any()
        .add(Column::BrandId.is_in(brands.iter().copied()))
        .add(Column::BrandId.is_null())
}

/// Whether such a letter is on record already as one that did not arrive in that way.
pub async fn known(
    tx: &impl ConnectionTrait,
    letter: DeliveryId,
    kind: Kind,
) -> Result<bool, DbErr> {
    let before = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DeliveryId.eq(letter))
        .filter(Column::Kind.eq(kind.code()));
    let before: Option<BounceReportId> = before.into_tuple().one(tx).await?;
    Ok(before.is_some())
}

/// What a report is listed as: what it says where it can prove that, else that it is not ours to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Of(Kind),
    NotOurs,
}

impl Sort {
    /// `None` for a kind that is not known any more.
    pub fn of(kind: &str, effect: Effect) -> Option<Self> {
        if Effect::NOT_OURS.contains(&effect) {
            Some(Self::NotOurs)
        } else {
            Kind::parse(kind).map(Self::Of)
        }
    }

    /// The name in URLs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Of(kind) => kind.code(),
            Self::NotOurs => "not_ours",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::all().find(|sort| sort.code() == code)
    }

    pub fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.into_iter().map(Self::Of).chain([Self::NotOurs])
    }

    fn condition(self) -> Condition {
        match self {
            Self::NotOurs => Column::Effect.is_in(Effect::NOT_OURS).into(),
            Self::Of(kind) => Condition::all()
                .add(Column::Kind.eq(kind.code()))
                .add(Column::Effect.is_not_in(Effect::NOT_OURS)),
        }
    }
}

/// Which reports are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub brands: Vec<BrandId>,
    pub sort: Option<Sort>,
    /// Only what comes after this one in the list.
    pub after: Option<(DateTime<Utc>, BounceReportId)>,
}

/// A report, and the address of the letter it is about.
#[derive(Clone, Debug)]
pub struct Listed {
    pub report: Model,
    pub recipient: Option<String>,
}

/// What is wanted, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Listed>, DbErr> {
    let after = wanted
        .after
        .map(|place| older(Column::ReceivedAt, Column::Id, place));
    let found = Entity::find()
        .filter(within(&wanted.brands))
        .filter(
            Condition::all()
                .add_option(wanted.sort.map(Sort::condition))
                .add_option(after),
        )
        .order_by_desc(Column::ReceivedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let letters: Vec<(DeliveryId, String)> = delivery::Entity::find()
        .select_only()
        .columns([delivery::Column::Id, delivery::Column::Recipient])
        .filter(delivery::Column::Id.is_in(found.iter().filter_map(|report| report.delivery_id)))
        .into_tuple()
        .all(db)
        .await?;
    let letters: HashMap<_, _> = letters.into_iter().collect();
    let listed = found.into_iter().map(|report| Listed {
        recipient: report.delivery_id.and_then(|id| letters.get(&id).cloned()),
        report,
    });
    Ok(listed.collect())
}

/// One report, where it is one of these brands' or nobody's.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: BounceReportId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(within(brands)).one(db).await
}

/// How many there are of each kind and effect.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Count {
    pub kind: String,
    pub effect: Effect,
    pub count: i64,
}

/// Counts since then.
pub async fn counts(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    since: DateTime<Utc>,
) -> Result<Vec<Count>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Kind)
        .column(Column::Effect)
        .column_as(Column::Id.count(), "count")
        .filter(within(brands))
        .filter(Column::ReceivedAt.gte(since))
        .group_by(Column::Kind)
        .group_by(Column::Effect)
        .into_model()
        .all(db)
        .await
}

/// How long an alarm stays in sight.
const ALARM: TimeDelta = TimeDelta::days(7);

/// Letters that lately did not arrive because of us.
pub async fn alarms(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::Effect.eq(Effect::Alarmed))
        .filter(Column::ReceivedAt.gte(now - ALARM))
        .count(db)
        .await
}

/// Forgets what is old, and of what is nobody's all but the newest.
pub async fn forget(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let others = Entity::find()
        .select_only()
        .column(Column::ReceivedAt)
        .filter(Column::BrandId.is_null())
        .order_by_desc(Column::ReceivedAt)
        .offset(OTHERS)
        .limit(1);
    let surplus: Option<DateTimeUtc> = others.into_tuple().one(tx).await?;
    let others_until = surplus.map_or(now - OTHERS_REMEMBERED, |at| {
        at.max(now - OTHERS_REMEMBERED)
    });
    let old = Condition::any()
        .add(Column::ReceivedAt.lt(now - REMEMBERED))
        .add(
            Condition::all()
                .add(Column::BrandId.is_null())
                .add(Column::ReceivedAt.lte(others_until)),
        );
    Entity::delete_many().filter(old).exec(tx).await.map(|_| ())
}
