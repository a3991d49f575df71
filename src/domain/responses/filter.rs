//! Which answers are meant: whose, about what, with which score. One filter for the list of responses
//! and for the tallies that scores are read from, in the API and in the console.

use sea_orm::{
    QuerySelect, QueryTrait, Value,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait, Query, SelectStatement},
};

use super::{answer, response};
use crate::{
    domain::{
        organization::{agent, brand, product, team, touchpoint},
        surveys::survey,
    },
    ids::BrandId,
};

/// Things are named by the keys systems use. A key that names nothing, or nothing in these brands, matches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The brands the caller may see; without one there is nothing to see.
    pub brands: Vec<BrandId>,
    /// One of them by its slug.
    pub brand: Option<String>,
    pub agent: Option<String>,
    pub team: Option<String>,
    pub product: Option<String>,
    pub touchpoint: Option<String>,
    pub channel: Option<String>,
    pub survey: Option<String>,
    pub score_min: Option<i16>,
    pub score_max: Option<i16>,
    pub has_comment: Option<bool>,
}

impl Filter {
    /// Everything in these brands.
    pub fn within(brands: impl IntoIterator<Item = BrandId>) -> Self {
        Self {
            brands: brands.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Over the table of responses. With a metric, scores are compared with the answer to that metric,
    /// wherever in the survey it was asked.
    pub fn over_responses(&self, metric: Option<&str>) -> Condition {
        let all = self.attribution("responses");
        let all = match metric {
            None => all.add(self.score_range("responses")),
            Some(metric) => all.add(
                Condition::any()
                    .add(
                        self.score_range("responses")
                            .add(response::Column::Metric.eq(metric)),
                    )
                    .add(Expr::exists(self.further_answers(metric))),
            ),
        };
        match self.has_comment {
            None => all,
            Some(true) => all.add(response::Column::Comment.is_not_null()),
            Some(false) => all.add(response::Column::Comment.is_null()),
        }
    }

    fn further_answers(&self, metric: &str) -> SelectStatement {
        Query::select()
            .expr(Expr::val(1))
            .from(answer::Entity)
            .and_where(
                answer::Column::ResponseId
                    .into_expr()
                    .equals(response::Column::Id.as_column_ref()),
            )
            .and_where(answer::Column::Metric.eq(metric))
            .cond_where(self.score_range("answers"))
            .take()
    }

    /// Over responses or interactions. Rows of one agent are all of the agent's brand, and only found by the agent where
    /// nothing is said of the brand: SQLite would look through all of the brand instead.
    pub fn attribution(&self, table: &'static str) -> Condition {
        let column = |name: &'static str| Expr::col((table, name));
        let visible = self.brands.iter().map(|id| Value::from(id.0));
        let by_brand = self.agent.is_none();
        let mut all = Condition::all()
            .add_option(by_brand.then(|| column("brand_id").is_in(visible)))
            .add_option(
                self.channel
                    .as_deref()
                    .map(|channel| column("channel").eq(channel)),
            );
        for (name, ids) in self.named() {
            let ids = ids.filter(|_| by_brand || name != "brand_id");
            all = all.add_option(ids.map(|ids| column(name).in_subquery(ids)));
        }
        all
    }

    /// The ids that each key names, under the column they stand in; columns without a key are left out.
    pub async fn named_ids(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<(&'static str, Vec<Uuid>)>, DbErr> {
        let mut all = Vec::new();
        for (column, ids) in self.named() {
            let Some(ids) = ids else { continue };
            let found = db.query_all(&ids).await?;
            let found = found.iter().map(|row| row.try_get("", "id"));
            all.push((column, found.collect::<Result<_, _>>()?));
        }
        Ok(all)
    }

    fn named(&self) -> [(&'static str, Option<SelectStatement>); 6] {
        use {agent::Column as Agent, product::Column as Product, survey::Column as Survey};
        use {team::Column as Team, touchpoint::Column as Touchpoint};
        [
            ("brand_id", self.brand_named()),
            (
                "agent_id",
                self.ids(&self.agent, Agent::Id, Agent::BrandId, Agent::ExternalId),
            ),
            (
                "team_id",
                self.ids(&self.team, Team::Id, Team::BrandId, Team::Name),
            ),
            (
                "product_id",
                self.ids(&self.product, Product::Id, Product::BrandId, Product::Slug),
            ),
            (
                "touchpoint_id",
                self.ids(
                    &self.touchpoint,
                    Touchpoint::Id,
                    Touchpoint::BrandId,
                    Touchpoint::Slug,
                ),
            ),
            (
                "survey_id",
                self.ids(&self.survey, Survey::Id, Survey::BrandId, Survey::Slug),
            ),
        ]
    }

    fn brand_named(&self) -> Option<SelectStatement> {
        let slug = self.brand.as_deref()?;
        let ids = brand::Entity::find()
            .select_only()
            .column(brand::Column::Id);
        Some(ids.filter(brand::Column::Slug.eq(slug)).into_query())
    }

    /// The rows that a key names, one in each brand that knows it.
    fn ids<C: ColumnTrait>(
        &self,
        key: &Option<String>,
        id: C,
        brand: C,
        named: C,
    ) -> Option<SelectStatement> {
        let key = key.as_deref()?;
        let mut ids = Query::select();
        ids.column(id)
            .from(id.entity_name())
            .and_where(brand.is_in(self.brands.iter().copied()))
            .and_where(named.eq(key));
        if let Some(named) = self.brand_named() {
            ids.and_where(brand.in_subquery(named));
        }
        Some(ids)
    }

    /// The score lies where it was asked to.
    pub fn score_range(&self, table: &'static str) -> Condition {
        let score = || Expr::col((table, "score"));
        Condition::all()
            .add_option(self.score_min.map(|least| score().gte(least)))
            .add_option(self.score_max.map(|most| score().lte(most)))
    }
}
