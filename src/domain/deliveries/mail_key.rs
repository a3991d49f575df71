//! A mail key: what the letters of one sender domain are signed with (DKIM). Its public half stands in DNS under the
//! selector; its private half rests here, sealed. Added and removed by `afterword mail key`, read by whoever sends.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::OnConflict};

use crate::{ids::MailKeyId, token::Keys};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailKeyId,
    /// Of the From address: lower case, in ASCII.
    pub domain: String,
    /// With it receivers find the public half: `SELECTOR._domainkey.DOMAIN`.
    pub selector: String,
    /// `rsa` or `ed25519`.
    pub kind: String,
    pub public_key: Vec<u8>,
    pub sealed_key: Vec<u8>,
    /// Which key sealed it: [`Keys::sealing_id`].
    pub sealed_with: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A key that was just made.
#[derive(Clone)]
pub struct New {
    pub domain: String,
    pub selector: String,
    pub kind: &'static str,
    pub public_key: Vec<u8>,
    pub private_key: Vec<u8>,
}

impl Model {
    /// The private half; none when it was sealed with another `AFTERWORD_SECRET`.
    pub fn private_key(&self, keys: &Keys) -> Option<Vec<u8>> {
        if self.sealed_with != keys.sealing_id() {
            return None;
        }
        keys.unseal(&what(&self.domain, &self.selector), &self.sealed_key)
    }
}

fn what(domain: &str, selector: &str) -> String {
    format!("mail key {selector}._domainkey.{domain}")
}

/// Adds a key; `false` when the domain has one under that selector.
pub async fn add(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    new: New,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(MailKeyId::new(now)),
        sealed_key: Set(keys.seal(&what(&new.domain, &new.selector), &new.private_key)),
        sealed_with: Set(keys.sealing_id()),
        domain: Set(new.domain),
        selector: Set(new.selector),
        kind: Set(new.kind.into()),
        public_key: Set(new.public_key),
        created_at: Set(now),
    };
    let free = OnConflict::columns([Column::Domain, Column::Selector])
        .do_nothing()
        .to_owned();
    let added = Entity::insert(row)
        .on_conflict(free)
        .exec_without_returning(tx)
        .await?;
    Ok(added > 0)
}

/// Every key, by domain, the oldest first.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .order_by_asc(Column::Domain)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// The keys of one domain, the oldest first.
pub async fn of_domain(db: &impl ConnectionTrait, domain: &str) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Domain.eq(domain))
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Removes a key; `false` when there is none.
pub async fn remove(
    tx: &impl ConnectionTrait,
    domain: &str,
    selector: &str,
) -> Result<bool, DbErr> {
    let removed = Entity::delete_many()
        .filter(Column::Domain.eq(domain))
        .filter(Column::Selector.eq(selector))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected > 0)
}
