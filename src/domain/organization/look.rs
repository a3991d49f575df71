//! How a brand looks to its customers, in letters and on pages. A look never changes: changing it makes the next one,
//! and what was enqueued keeps the look it was enqueued with.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, FromJsonQueryResult, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
};
use serde::{Deserialize, Serialize};

use super::{
    brand,
    colour::Colour,
    logo::{self, Logo},
};
use crate::{
    ids::{BrandId, LookId},
    words::own::Texts,
};

/// Everything a look fixes; what is not set is as Afterword has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct Look {
    /// What customers know the brand by.
    pub name: Option<String>,
    pub accent: Option<Colour>,
    pub logo: Option<Logo>,
    pub sender_name: Option<String>,
    /// Addresses that were looked at when they were set.
    pub sender_address: Option<String>,
    pub reply_to: Option<String>,
    /// May have lines.
    pub postal_address: Option<String>,
    /// An `https` address.
    pub privacy_link: Option<String>,
    /// May have lines.
    pub footer: Option<String>,
    /// The brand's own texts in place of the built-in ones.
    pub texts: Texts,
}

/// What two managers changed of the same look, each in another way: names of fields, or keys of a language's texts.
pub type Clashes = Vec<String>;

impl Look {
    /// The name customers read; `brand` is what it is called else.
    pub fn name<'a>(&'a self, brand: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(brand)
    }

    /// What was made of `base` here and what became of it meanwhile, together.
    ///
    /// # Errors
    /// Where both changed the same.
    pub fn together(self, base: &Self, present: &Self) -> Result<Self, Clashes> {
        let mut clashes = Clashes::new();
        let both = &mut clashes;
        let mine = self;
        let look = Self {
            name: newer("name", &base.name, mine.name, &present.name, both),
            accent: newer("accent", &base.accent, mine.accent, &present.accent, both),
            logo: newer("logo", &base.logo, mine.logo, &present.logo, both),
            sender_name: newer(
                "sender_name",
                &base.sender_name,
                mine.sender_name,
                &present.sender_name,
                both,
            ),
            sender_address: newer(
                "sender_address",
                &base.sender_address,
                mine.sender_address,
                &present.sender_address,
                both,
            ),
            reply_to: newer(
                "reply_to",
                &base.reply_to,
                mine.reply_to,
                &present.reply_to,
                both,
            ),
            postal_address: newer(
                "postal_address",
                &base.postal_address,
                mine.postal_address,
                &present.postal_address,
                both,
            ),
            privacy_link: newer(
                "privacy_link",
                &base.privacy_link,
                mine.privacy_link,
                &present.privacy_link,
                both,
            ),
            footer: newer("footer", &base.footer, mine.footer, &present.footer, both),
            // They have a page of their own.
            texts: present.texts.clone(),
        };
        unless(clashes, look)
    }

    /// This look with some texts of a language set or, with none, taken away, as they were changed since `base`.
    ///
    /// # Errors
    /// Where a text was changed meanwhile, in another way.
    pub fn with_texts(
        mut self,
        base: &Self,
        language: &str,
        texts: &[(String, Option<String>)],
    ) -> Result<Self, Clashes> {
        let mut clashes = Clashes::new();
        for (key, own) in texts {
            let was = base.texts.get(language, key).map(str::to_owned);
            let is = self.texts.get(language, key).map(str::to_owned);
            let next = newer(key, &was, own.clone(), &is, &mut clashes);
            self.texts = self.texts.with(language, key, next.as_deref());
        }
        unless(clashes, self)
    }
}

fn unless(clashes: Clashes, look: Look) -> Result<Look, Clashes> {
    if clashes.is_empty() {
        Ok(look)
    } else {
        Err(clashes)
    }
}

/// What was changed since `base`, here or meanwhile; where both did it, in another way, it is noted.
fn newer<T: Clone + PartialEq>(
    what: &str,
    base: &T,
    mine: T,
    present: &T,
    clashes: &mut Clashes,
) -> T {
    if mine == *base {
        return present.clone();
    }
    if present != base && mine != *present {
        clashes.push(what.to_owned());
    }
    mine
}

/// What came of publishing a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    Done(LookId),
    /// It is the same.
    Same,
    /// Somebody else changed the same meanwhile; the look they left.
    Clashes(Clashes, Option<LookId>),
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "looks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LookId,
    pub brand_id: BrandId,
    /// From 1; a look that was only tried has none.
    pub number: Option<i32>,
    #[sea_orm(column_type = "JsonBinary")]
    pub document: Look,
    pub made_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Looks read before: they never change, and every letter and page wants its own.
static KNOWN: RwLock<BTreeMap<LookId, Arc<Look>>> = RwLock::new(BTreeMap::new());

/// Looks remembered at most.
const MEMORY: usize = 200;

/// What was tried and not published is kept so long.
const TRIED: TimeDelta = TimeDelta::days(1);

/// The look of that id, or the plain one.
pub async fn look(db: &impl ConnectionTrait, id: Option<LookId>) -> Result<Arc<Look>, DbErr> {
    let Some(id) = id else {
        return Ok(Arc::default());
    };
    let known = KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&id)
        .cloned();
    if let Some(look) = known {
        return Ok(look);
    }
    let row = Entity::find_by_id(id).one(db).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("look {id}")))?;
    let look = Arc::new(row.document);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= MEMORY {
        known.clear();
    }
    known.insert(id, look.clone());
    Ok(look)
}

/// A look of this brand, published or tried.
pub async fn of_brand(
    db: &impl ConnectionTrait,
    brand: BrandId,
    id: LookId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::BrandId.eq(brand))
        .one(db)
        .await
}

/// The senders' addresses that brands have now.
pub async fn sender_addresses(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let present = brand::Entity::find()
        .select_only()
        .column(brand::Column::CurrentLookId)
        .filter(brand::Column::CurrentLookId.is_not_null())
        .into_query();
    let looks = Entity::find().filter(Column::Id.in_subquery(present));
    let looks = looks.all(db).await?.into_iter();
    Ok(looks
        .filter_map(|look| look.document.sender_address)
        .collect())
}

/// Keeps a look to be tried: nobody but its maker sees it.
pub async fn try_on(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    look: Look,
    now: DateTime<Utc>,
) -> Result<LookId, DbErr> {
    insert(tx, brand, None, look, now).await
}

/// Makes the brand's next look of its present one and has letters take it from now on.
pub async fn publish(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    change: impl FnOnce(Look) -> Result<Look, Clashes>,
    now: DateTime<Utc>,
) -> Result<Publication, DbErr> {
    // One publication of a brand after the other: each changes what the one before it left.
    let row = brand::Entity::find_by_id(brand)
        .lock_exclusive()
        .one(tx)
        .await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("brand {brand}")))?;
    let present = look(tx, row.current_look_id).await?;
    let next = match change(Look::clone(&present)) {
        Ok(next) if next == *present => return Ok(Publication::Same),
        Ok(next) => next,
        Err(clashes) => return Ok(Publication::Clashes(clashes, row.current_look_id)),
    };
    let last: Option<Option<i32>> = Entity::find()
        .select_only()
        .column_as(Column::Number.max(), "last")
        .filter(Column::BrandId.eq(brand))
        .into_tuple()
        .one(tx)
        .await?;
    let number = last.flatten().unwrap_or_default() + 1;
    let id = insert(tx, brand, Some(number), next, now).await?;
    brand::Entity::update_many()
        .col_expr(brand::Column::CurrentLookId, Expr::value(id))
        .filter(brand::Column::Id.eq(brand))
        .exec(tx)
        .await?;
    forget_tried(tx, brand, now - TRIED).await?;
    Ok(Publication::Done(id))
}

async fn insert(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    number: Option<i32>,
    look: Look,
    now: DateTime<Utc>,
) -> Result<LookId, DbErr> {
    let id = LookId::new(now);
    let row = ActiveModel {
        id: Set(id),
        brand_id: Set(brand),
        number: Set(number),
        document: Set(look),
        made_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Old tries go, and logos that are in no look.
async fn forget_tried(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    before: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Number.is_null())
        .filter(Column::MadeAt.lt(before))
        .exec(tx)
        .await?;
    let left = Entity::find().filter(Column::BrandId.eq(brand));
    let left = left.order_by_asc(Column::Id).all(tx).await?;
    let used = left.into_iter().filter_map(|look| look.document.logo);
    logo::forget_others(tx, brand, used.map(|logo| logo.id).collect(), before).await
}
