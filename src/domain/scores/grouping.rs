//! What figures are set side by side by, and what the groups are called. Things that several brands know by the same
//! key are one group. Called by everything that reads tallies in groups.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};

use super::tally;
use crate::{
    db::Db,
    domain::{
        interactions::interaction::Channel,
        organization::{agent, brand, product, team, touchpoint},
        surveys::survey,
    },
    ids::BrandId,
};

/// What figures are set side by side by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    Agent,
    Team,
    Product,
    Touchpoint,
    Channel,
    Survey,
    Brand,
}

impl Grouping {
    pub const ALL: [Grouping; 7] = [
        Grouping::Agent,
        Grouping::Team,
        Grouping::Product,
        Grouping::Touchpoint,
        Grouping::Channel,
        Grouping::Survey,
        Grouping::Brand,
    ];

    /// The name in the API and in URLs.
    pub fn code(self) -> &'static str {
        match self {
            Grouping::Agent => "agent",
            Grouping::Team => "team",
            Grouping::Product => "product",
            Grouping::Touchpoint => "touchpoint",
            Grouping::Channel => "channel",
            Grouping::Survey => "survey",
            Grouping::Brand => "brand",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Grouping::ALL
            .into_iter()
            .find(|grouping| grouping.code() == code)
    }

    pub(super) fn column(self) -> tally::Column {
        match self {
            Grouping::Agent => tally::Column::AgentId,
            Grouping::Team => tally::Column::TeamId,
            Grouping::Product => tally::Column::ProductId,
            Grouping::Touchpoint => tally::Column::TouchpointId,
            Grouping::Channel => tally::Column::Channel,
            Grouping::Survey => tally::Column::SurveyId,
            Grouping::Brand => tally::Column::BrandId,
        }
    }
}

/// What the tallies of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupId {
    /// The id of a row of the dimension's table; nil where there is none.
    Id(Uuid),
    Channel(Channel),
}

/// A group's key in the caller's world, and what people call it. Both are missing for the group
/// of what has no team or no product.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    pub key: Option<String>,
    pub name: Option<String>,
}

impl Label {
    fn new(key: String, name: String) -> Self {
        Self {
            key: Some(key),
            name: Some(name),
        }
    }

    /// By name as people read it, then by key; without a key last.
    pub(super) fn order(&self) -> (bool, String, Option<String>) {
        let name = self.name.as_deref().unwrap_or_default().to_lowercase();
        (self.key.is_none(), name, self.key.clone())
    }
}

/// The label of `key`, where one of these brands knows it. What is unknown and what belongs to others is the same nothing.
pub async fn known(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    grouping: Grouping,
    key: &str,
) -> Result<Option<Label>, DbErr> {
    let labels = Labels::load(db, brands, grouping).await?;
    let mut all = labels.all().iter();
    Ok(all.find(|label| label.key.as_deref() == Some(key)).cloned())
}

/// Those of these brands that know `key`. A key with a zero byte, which PostgreSQL refuses in a text, is known to none.
pub async fn knowing(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    grouping: Grouping,
    key: &str,
) -> Result<Vec<BrandId>, DbErr> {
    if key.contains('\0') {
        return Ok(Vec::new());
    }
    match grouping {
        Grouping::Channel => {
            let known = Channel::ALL.iter().any(|channel| channel.code() == key);
            Ok(if known { brands.to_vec() } else { Vec::new() })
        }
        Grouping::Agent => {
            let columns = [agent::Column::BrandId, agent::Column::ExternalId];
            holders::<agent::Entity>(db, brands, columns, key).await
        }
        Grouping::Team => {
            let columns = [team::Column::BrandId, team::Column::Name];
            holders::<team::Entity>(db, brands, columns, key).await
        }
        Grouping::Product => {
            let columns = [product::Column::BrandId, product::Column::Slug];
            holders::<product::Entity>(db, brands, columns, key).await
        }
        Grouping::Touchpoint => {
            let columns = [touchpoint::Column::BrandId, touchpoint::Column::Slug];
            holders::<touchpoint::Entity>(db, brands, columns, key).await
        }
        Grouping::Survey => {
            let columns = [survey::Column::BrandId, survey::Column::Slug];
            holders::<survey::Entity>(db, brands, columns, key).await
        }
        Grouping::Brand => {
            let columns = [brand::Column::Id, brand::Column::Slug];
            holders::<brand::Entity>(db, brands, columns, key).await
        }
    }
}

/// The brands with a row of that key.
async fn holders<E: EntityTrait>(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    columns: [E::Column; 2],
    key: &str,
) -> Result<Vec<BrandId>, DbErr> {
    let [brand, named] = columns;
    let rows = E::find().select_only().column_as(brand, "brand");
    rows.filter(brand.is_in(brands.iter().copied()))
        .filter(named.eq(key))
        .into_tuple()
        .all(db)
        .await
}

/// What the ids in the tallies are called, in the order lists show it; last comes what has no key.
#[derive(Debug)]
pub struct Labels {
    all: Vec<Label>,
    of: HashMap<GroupId, usize>,
}

impl Labels {
    /// Everything that these brands know.
    pub async fn load(
        db: &impl ConnectionTrait,
        brands: &[BrandId],
        grouping: Grouping,
    ) -> Result<Self, DbErr> {
        let known = match grouping {
            Grouping::Channel => {
                let channels = Channel::ALL.map(|channel| {
                    let code = channel.code().to_owned();
                    (GroupId::Channel(channel), code.clone(), code)
                });
                return Ok(Self::merged(channels.into()));
            }
            Grouping::Agent => agents(db, brands).await?,
            Grouping::Team => {
                let (id, name) = (team::Column::Id, team::Column::Name);
                rows::<team::Entity>(db, brands, team::Column::BrandId, [id, name, name]).await?
            }
            Grouping::Product => {
                let (id, slug) = (product::Column::Id, product::Column::Slug);
                let brand = product::Column::BrandId;
                rows::<product::Entity>(db, brands, brand, [id, slug, slug]).await?
            }
            Grouping::Touchpoint => {
                let (id, slug) = (touchpoint::Column::Id, touchpoint::Column::Slug);
                let brand = touchpoint::Column::BrandId;
                rows::<touchpoint::Entity>(db, brands, brand, [id, slug, slug]).await?
            }
            Grouping::Survey => {
                let columns = [
                    survey::Column::Id,
                    survey::Column::Slug,
                    survey::Column::Name,
                ];
                rows::<survey::Entity>(db, brands, survey::Column::BrandId, columns).await?
            }
            Grouping::Brand => {
                let columns = [brand::Column::Id, brand::Column::Slug, brand::Column::Name];
                rows::<brand::Entity>(db, brands, brand::Column::Id, columns).await?
            }
        };
        let ids = known
            .into_iter()
            .map(|(id, key, name)| (GroupId::Id(id), key, name));
        Ok(Self::merged(ids.collect()))
    }

    /// Those of several groupings, in their order.
    pub async fn of_each(
        db: &Db,
        brands: &[BrandId],
        groupings: &[Grouping],
    ) -> Result<Vec<Self>, DbErr> {
        let each = groupings.iter();
        try_join_all(each.map(|by| Self::load(db.read(), brands, *by))).await
    }

    /// One label per key, so that groups of the same key fall together.
    fn merged(known: Vec<(GroupId, String, String)>) -> Self {
        let names: HashMap<&str, &str> = known
            .iter()
            .map(|(_, key, name)| (key.as_str(), name.as_str()))
            .collect();
        let mut all: Vec<Label> = names
            .iter()
            .map(|(key, name)| Label::new((*key).to_owned(), (*name).to_owned()))
            .chain([Label::default()])
            .collect();
        all.sort_by_cached_key(Label::order);
        let places: HashMap<&str, usize> = all
            .iter()
            .enumerate()
            .filter_map(|(at, label)| Some((label.key.as_deref()?, at)))
            .collect();
        let of = known
            .iter()
            .filter_map(|(id, key, _)| Some((*id, *places.get(key.as_str())?)))
            .collect();
        Self { all, of }
    }

    /// All labels; what has no key is the last.
    pub fn all(&self) -> &[Label] {
        &self.all
    }

    /// Where the label of an id stands in [`Labels::all`].
    pub fn place(&self, id: GroupId) -> usize {
        self.of.get(&id).copied().unwrap_or(self.all.len() - 1)
    }
}

type Known = Vec<(Uuid, String, String)>;

/// The ids, keys and names of the brands' rows of one table.
async fn rows<E: EntityTrait>(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    of: E::Column,
    columns: [E::Column; 3],
) -> Result<Known, DbErr> {
    let [id, key, name] = columns;
    E::find()
        .select_only()
        .column_as(id, "a")
        .column_as(key, "b")
        .column_as(name, "c")
        .filter(of.is_in(brands.iter().copied()))
        .order_by_asc(id)
        .into_tuple()
        .all(db)
        .await
}

/// Of an agent known to several brands, the name told last is shown.
async fn agents(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Known, DbErr> {
    let found: Vec<(Uuid, String, Option<String>)> = agent::Entity::find()
        .select_only()
        .columns([
            agent::Column::Id,
            agent::Column::ExternalId,
            agent::Column::Name,
        ])
        .filter(agent::Column::BrandId.is_in(brands.iter().copied()))
        .order_by_asc(agent::Column::UpdatedAt)
        .order_by_asc(agent::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut names: HashMap<String, String> = HashMap::new();
    for (_, key, name) in &found {
        if let Some(name) = name {
            names.insert(key.clone(), name.clone());
        }
    }
    let known = found.into_iter().map(|(id, key, _)| {
        let name = names.get(&key).unwrap_or(&key).clone();
        (id, key, name)
    });
    Ok(known.collect())
}
