//! A filter with its keys looked up: which tallies are wanted, as a condition and as a question to one count.
//! Called by `reading`, by what adds packed days up, and by `remembered`.

use std::collections::HashSet;

use sea_orm::{
    ConnectionTrait, DbErr,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait},
};

use super::packed::cells::{Said, What, Who};
use super::tally::{self, Kind};
use crate::{domain::responses::filter::Filter, ids::BrandId};

/// What a filter lets through.
pub(super) struct Wanted {
    /// The brands it looks at.
    pub brands: Vec<BrandId>,
    named: Vec<(&'static str, HashSet<Uuid>)>,
    channel: Option<String>,
    score_min: Option<i16>,
    score_max: Option<i16>,
    has_comment: Option<bool>,
}

impl Wanted {
    pub async fn of(view: &impl ConnectionTrait, filter: &Filter) -> Result<Self, DbErr> {
        let mut brands = filter.brands.clone();
        let mut named = Vec::new();
        for (column, ids) in filter.named_ids(view).await? {
            if column == "brand_id" {
                brands.retain(|brand| ids.contains(&brand.0));
            } else {
                named.push((column, ids.into_iter().collect()));
            }
        }
        brands.sort_unstable();
        brands.dedup();
        Ok(Self {
            brands,
            named,
            channel: filter.channel.clone(),
            score_min: filter.score_min,
            score_max: filter.score_max,
            has_comment: filter.has_comment,
        })
    }

    /// Whether nothing can be let through: a key names nothing, or no brand is left.
    pub fn is_nothing(&self) -> bool {
        self.brands.is_empty() || self.named.iter().any(|(_, ids)| ids.is_empty())
    }

    /// Whether only some of the brands' answers are wanted, whatever their scores.
    pub fn is_narrow(&self) -> bool {
        self.channel.is_some() || !self.named.is_empty()
    }

    /// Over the tallies, the brands aside.
    pub fn condition(&self) -> Condition {
        let channel = self.channel.as_deref();
        let mut all = Condition::all()
            .add_option(channel.map(|channel| Expr::col(tally::Column::Channel).eq(channel)));
        for (column, ids) in &self.named {
            all = all.add(Expr::col(*column).is_in(ids.iter().copied()));
        }
        let score = || Expr::col(tally::Column::Score);
        let said = Condition::all()
            .add_option(self.score_min.map(|least| score().gte(least)))
            .add_option(self.score_max.map(|most| score().lte(most)))
            .add_option(
                self.has_comment
                    .map(|comment| tally::Column::Commented.eq(comment)),
            );
        if said.is_empty() {
            return all;
        }
        // A letter has no score and no comment yet: those two narrow down the answers alone.
        all.add(
            Condition::any()
                .add(tally::Column::Kind.ne(Kind::Answered))
                .add(said),
        )
    }

    /// Whether all agents and teams are wanted.
    pub fn takes_anyone(&self) -> bool {
        let of_who = |column: &str| matches!(column, "agent_id" | "team_id");
        !self.named.iter().any(|(column, _)| of_who(column))
    }

    pub fn takes_who(&self, who: &Who) -> bool {
        self.takes(|column| match column {
            "agent_id" => Some(who.agent),
            "team_id" => Some(who.team),
            _ => None,
        })
    }

    pub fn takes_what(&self, what: &What) -> bool {
        let channel = self.channel.as_deref();
        channel.is_none_or(|channel| channel == what.channel.code())
            && self.takes(|column| match column {
                "product_id" => Some(what.product),
                "touchpoint_id" => Some(what.touchpoint),
                "survey_id" => Some(what.survey),
                _ => None,
            })
    }

    pub fn takes_said(&self, said: &Said) -> bool {
        said.kind != Kind::Answered
            || (self.score_min.is_none_or(|least| said.score >= least)
                && self.score_max.is_none_or(|most| said.score <= most)
                && self
                    .has_comment
                    .is_none_or(|comment| said.commented == comment))
    }

    fn takes(&self, id: impl Fn(&str) -> Option<Uuid>) -> bool {
        let mut named = self.named.iter();
        named.all(|(column, ids)| id(column).is_none_or(|id| ids.contains(&id)))
    }
}
