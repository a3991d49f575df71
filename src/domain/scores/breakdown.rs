//! Figures side by side: per agent, team, product, touchpoint, channel, survey or brand. Things that several
//! brands know by the same key are one group. Called by the API and by the console's tables.

use std::collections::BTreeMap;
use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};

use super::reading::{self, GroupId, Row, Selection};
use super::summary::Summary;
use super::tally;
use crate::domain::{
    organization::{agent, brand, product, team, touchpoint},
    surveys::survey,
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

/// A group's key in the caller's world, and what people call it. Both are missing for the group
/// of what has no team or no product.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    pub key: Option<String>,
    pub name: Option<String>,
}

/// The figures of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub label: Label,
    pub summary: Summary,
}

/// Groups by name, the one without a key last, and the figures of all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    pub total: Summary,
    pub groups: Vec<Group>,
}

/// Everything selected, side by side. Every answer is in exactly one group.
pub async fn breakdown(
    db: &impl ConnectionTrait,
    selection: &Selection,
    grouping: Grouping,
) -> Result<Breakdown, DbErr> {
    let rows = reading::rows(db, selection, Some(grouping.column()), false).await?;
    let labels = Labels::load(db, selection, grouping).await?;
    let mut total = Summary::empty(selection.metric);
    let mut groups: BTreeMap<Label, Summary> = BTreeMap::new();
    for row in &rows {
        total.count(row);
        let group = groups
            .entry(labels.of(row))
            .or_insert_with(|| Summary::empty(selection.metric));
        group.count(row);
    }
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|(label, summary)| Group { label, summary })
        .collect();
    groups.sort_by_cached_key(|group| group.label.order());
    Ok(Breakdown { total, groups })
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

/// What the ids in the tallies are called.
pub(super) struct Labels(HashMap<GroupId, Label>);

impl Labels {
    pub(super) async fn load(
        db: &impl ConnectionTrait,
        selection: &Selection,
        grouping: Grouping,
    ) -> Result<Self, DbErr> {
        let brands = || selection.filter.brands.iter().copied();
        let known: Vec<(Uuid, String, String)> = match grouping {
            Grouping::Channel => Vec::new(),
            Grouping::Agent => return Self::of_agents(db, selection).await,
            Grouping::Team => {
                let found = team::Entity::find()
                    .filter(team::Column::BrandId.is_in(brands()))
                    .all(db)
                    .await?;
                found
                    .into_iter()
                    .map(|team| (team.id.0, team.name.clone(), team.name))
                    .collect()
            }
            Grouping::Product => {
                let found = product::Entity::find()
                    .filter(product::Column::BrandId.is_in(brands()))
                    .all(db)
                    .await?;
                found
                    .into_iter()
                    .map(|product| (product.id.0, product.slug.clone(), product.slug))
                    .collect()
            }
            Grouping::Touchpoint => {
                let of_brands = touchpoint::Column::BrandId.is_in(brands());
                let found = touchpoint::Entity::find().filter(of_brands).all(db).await?;
                found
                    .into_iter()
                    .map(|touchpoint| (touchpoint.id.0, touchpoint.slug.clone(), touchpoint.slug))
                    .collect()
            }
            Grouping::Survey => {
                let found = survey::Entity::find()
                    .filter(survey::Column::BrandId.is_in(brands()))
                    .all(db)
                    .await?;
                found
                    .into_iter()
                    .map(|survey| (survey.id.0, survey.slug, survey.name))
                    .collect()
            }
            Grouping::Brand => {
                let found = brand::Entity::find()
                    .filter(brand::Column::Id.is_in(brands()))
                    .all(db)
                    .await?;
                found
                    .into_iter()
                    .map(|brand| (brand.id.0, brand.slug, brand.name))
                    .collect()
            }
        };
        Ok(Self::merged(known))
    }

    /// Of an agent known to several brands, the name told last is shown.
    async fn of_agents(db: &impl ConnectionTrait, selection: &Selection) -> Result<Self, DbErr> {
        let found: Vec<(Uuid, String, Option<String>)> = agent::Entity::find()
            .select_only()
            .columns([
                agent::Column::Id,
                agent::Column::ExternalId,
                agent::Column::Name,
            ])
            .filter(agent::Column::BrandId.is_in(selection.filter.brands.iter().copied()))
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
        Ok(Self::merged(known.collect()))
    }

    /// One label per key, so that groups of the same key fall together.
    fn merged(known: Vec<(Uuid, String, String)>) -> Self {
        let mut names: HashMap<String, String> = HashMap::new();
        for (_, key, name) in &known {
            names.insert(key.clone(), name.clone());
        }
        let labelled = known.into_iter().map(|(id, key, name)| {
            let name = names.get(&key).cloned().unwrap_or(name);
            (GroupId::Id(id), Label::new(key, name))
        });
        Self(labelled.collect())
    }

    pub(super) fn of(&self, row: &Row) -> Label {
        match &row.group {
            None => Label::default(),
            Some(GroupId::Text(text)) => Label::new(text.clone(), text.clone()),
            Some(id) => self.0.get(id).cloned().unwrap_or_default(),
        }
    }
}
