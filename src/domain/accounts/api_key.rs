//! An API key: what a CRM or help desk comes in with. Shown once; only a hash of its secret is kept.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::{
    ids::{ApiKeyId, BrandId},
    token,
};

/// How every key begins, so that people and secret scanners know one when they see it.
const PREFIX: &str = "awk_";
/// `last_used_at` is written at most so often.
const USED_EVERY: TimeDelta = TimeDelta::minutes(5);

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    InteractionsWrite,
    ScoresRead,
    ResponsesRead,
    CustomersErase,
    /// Everything, surveys included.
    Admin,
}

impl Scope {
    pub const ALL: [Self; 5] = [
        Self::InteractionsWrite,
        Self::ScoresRead,
        Self::ResponsesRead,
        Self::CustomersErase,
        Self::Admin,
    ];

    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::InteractionsWrite => "interactions:write",
            Self::ScoresRead => "scores:read",
            Self::ResponsesRead => "responses:read",
            Self::CustomersErase => "customers:erase",
            Self::Admin => "admin",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// The one brand it belongs to; none: all of them.
    pub brand_id: Option<BrandId>,
    pub name: String,
    /// Codes of [`Scope`], separated by commas.
    pub scopes: String,
    pub secret_hash: Vec<u8>,
    pub expires_at: Option<DateTimeUtc>,
    pub last_used_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it may do what `scope` names; `admin` may do everything.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes
            .split(',')
            .any(|code| code == scope.code() || code == Scope::Admin.code())
    }

    /// Whether its last use should be noted with [`used`].
    pub fn use_is_news(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|last| last + USED_EVERY < now)
    }
}

/// A new key: its id, and the text to show once.
pub async fn add(
    tx: &impl ConnectionTrait,
    name: &str,
    scopes: &[Scope],
    brand: Option<BrandId>,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(ApiKeyId, String), DbErr> {
    let id = ApiKeyId::new(now);
    let secret = token::random();
    let codes: Vec<_> = scopes.iter().map(|scope| scope.code()).collect();
    let row = ActiveModel {
        id: Set(id),
        brand_id: Set(brand),
        name: Set(name.into()),
        scopes: Set(codes.join(",")),
        secret_hash: Set(token::hash(&secret).to_vec()),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok((id, format!("{PREFIX}{}_{secret}", id.0.simple())))
}

/// The key behind a text, when it is one, is right and has not expired.
pub async fn find(
    db: &impl ConnectionTrait,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let Some((id, secret)) = text
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.split_once('_'))
    else {
        return Ok(None);
    };
    let Ok(id) = id.parse::<ApiKeyId>() else {
        return Ok(None);
    };
    let key = Entity::find_by_id(id).one(db).await?;
    Ok(key.filter(|key| {
        token::same(&key.secret_hash, &token::hash(secret))
            && key.expires_at.is_none_or(|expiry| now < expiry)
    }))
}

/// Notes that a key was used.
pub async fn used(
    tx: &impl ConnectionTrait,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update(ActiveModel {
        id: Set(id),
        last_used_at: Set(Some(now)),
        ..Default::default()
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
