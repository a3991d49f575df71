//! From contacts to answers: reported, invited or held for which reason, asked, delivered, answered. Read from the
//! tallies, so that no interaction is looked at. Called by the overview, the agents' pages and their ledgers.

use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, DbErr, FromQueryResult, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, Query, SelectStatement},
};

use super::{
    distribution::Distribution,
    exact_test::{self, Flag},
    metric::{Formula, Metric},
    period::Period,
    reading::Selection,
    summary::summary,
    tally::{self, CONTACT, Kind},
};
use crate::{
    db::Db,
    domain::{
        interactions::interaction::HeldReason,
        organization::agent,
        responses::filter::Filter,
        surveys::{question, survey_version},
    },
    ids::SurveyId,
};

/// The way to the answers of one metric: contacts whose survey asks for it, and contacts no survey asks about.
/// Contacts are of the period by the day they were reported, letters by the day they left, answers by their own day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    pub reported: u64,
    pub invited: u64,
    /// Why the others are not asked, the most frequent reason first.
    pub held: Vec<(HeldReason, u64)>,
    /// Letters that left or failed to.
    pub asked: u64,
    pub delivered: u64,
    pub answered: u64,
}

/// How many contacts there were, and how many of them nobody is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    pub reported: u64,
    held: BTreeMap<i16, u64>,
}

/// Agents with fewer contacts are not tested.
const LEAST_CONTACTS: u64 = 10;
/// Of the agents said to differ, this share may do so by chance.
const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// Of contacts counted as 1 (invited) and 0 (held), the share that was invited.
pub const INVITED: Formula<'static> = Formula::Share { positive: &[1] };

impl Contacts {
    pub fn invited(&self) -> u64 {
        self.reported.saturating_sub(self.held.values().sum())
    }

    /// The reasons, the most frequent first; those that are as frequent in the order a decision looks at them.
    pub fn held(&self) -> Vec<(HeldReason, u64)> {
        let known = HeldReason::ALL.into_iter().filter_map(|reason| {
            let count = self.held.get(&reason.number())?;
            (*count > 0).then_some((reason, *count))
        });
        let mut held: Vec<_> = known.collect();
        held.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        held
    }

    /// As answers to "was the customer invited?", for [`INVITED`].
    pub fn decided(&self) -> Distribution {
        let held = self.reported.saturating_sub(self.invited());
        [(0, held), (1, self.invited())].into_iter().collect()
    }

    fn merge(&mut self, other: &Self) {
        self.reported += other.reported;
        for (reason, count) in &other.held {
            *self.held.entry(*reason).or_default() += count;
        }
    }

    fn count(&mut self, row: &Row) {
        let count = u64::try_from(row.total).unwrap_or(0);
        match row.kind {
            Kind::Reported => self.reported += count,
            Kind::Held => *self.held.entry(row.score).or_default() += count,
            Kind::Answered | Kind::Asked | Kind::Bounced => {}
        }
    }
}

/// The way to the answers that a selection is about. Its filters by score and comment narrow down answers alone, so
/// they have no say here.
pub async fn asking(db: &Db, selection: &Selection) -> Result<Asking, DbErr> {
    let mut selection = selection.clone();
    let filter = &mut selection.filter;
    (filter.score_min, filter.score_max, filter.has_comment) = (None, None, None);
    let metric = Some(selection.metric);
    let contacts = of_metric(db, selection.period, &selection.filter, metric).await?;
    let letters = summary(db, &selection).await?;
    Ok(Asking {
        reported: contacts.reported,
        invited: contacts.invited(),
        held: contacts.held(),
        asked: letters.asked,
        delivered: letters.delivered(),
        answered: letters.responses(),
    })
}

/// The contacts whose survey asks for a metric, and those no survey asks about; all contacts where there is none.
pub async fn of_metric(
    db: &Db,
    period: Period,
    filter: &Filter,
    metric: Option<Metric>,
) -> Result<Contacts, DbErr> {
    let query = counted(db, period, filter, metric).await?;
    let mut contacts = Contacts::default();
    for row in db.read().query_all(&query).await? {
        contacts.count(&Row::from_query_result(&row, "")?);
    }
    Ok(contacts)
}

/// Contacts of a period by the agent's key, of all brands together; with a metric, those it could be asked about.
pub async fn by_agent(
    db: &Db,
    period: Period,
    filter: &Filter,
    metric: Option<Metric>,
) -> Result<BTreeMap<String, Contacts>, DbErr> {
    let mut query = counted(db, period, filter, metric).await?;
    query
        .column(tally::Column::AgentId)
        .group_by_col(tally::Column::AgentId);
    let keys: Vec<(Uuid, String)> = agent::Entity::find()
        .select_only()
        .columns([agent::Column::Id, agent::Column::ExternalId])
        .filter(agent::Column::BrandId.is_in(filter.brands.iter().copied()))
        .into_tuple()
        .all(db.read())
        .await?;
    let keys: BTreeMap<Uuid, String> = keys.into_iter().collect();
    let mut agents: BTreeMap<String, Contacts> = BTreeMap::new();
    for row in db.read().query_all(&query).await? {
        let agent: Uuid = row.try_get("", "agent_id")?;
        if let Some(key) = keys.get(&agent) {
            let row = Row::from_query_result(&row, "")?;
            agents.entry(key.clone()).or_default().count(&row);
        }
    }
    Ok(agents)
}

/// How many of an agent's contacts were asked about, beside those of all agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    pub own: Contacts,
    /// Those of every agent, this one too.
    pub all: Contacts,
    /// What chance does not explain; none where the agent has too few contacts to tell.
    pub flag: Option<Flag>,
}

/// Beside all agents in the same brands, by the exact test over all of them. The filter's own agent has no say.
pub async fn coverage(
    db: &Db,
    period: Period,
    filter: &Filter,
    metric: Option<Metric>,
    agent: &str,
) -> Result<Coverage, DbErr> {
    let filter = Filter {
        agent: None,
        ..filter.clone()
    };
    let agents = by_agent(db, period, &filter, metric).await?;
    let decided: Vec<_> = agents.values().map(Contacts::decided).collect();
    let tested = exact_test::flags(INVITED, &decided, FALSE_DISCOVERY_RATE, LEAST_CONTACTS);
    let place = agents.keys().position(|key| key == agent);
    let tested = place.and_then(|place| tested.agents.get(place));
    let mut all = Contacts::default();
    for contacts in agents.values() {
        all.merge(contacts);
    }
    Ok(Coverage {
        own: agents.get(agent).cloned().unwrap_or_default(),
        all,
        flag: tested.and_then(|agent| agent.p_value.map(|_| agent.flag)),
    })
}

#[derive(FromQueryResult)]
struct Row {
    kind: Kind,
    score: i16,
    total: i64,
}

async fn counted(
    db: &Db,
    period: Period,
    filter: &Filter,
    metric: Option<Metric>,
) -> Result<SelectStatement, DbErr> {
    use tally::Column;
    let of = match metric {
        Some(metric) => Some(surveys_asking(db, filter, metric).await?),
        None => None,
    };
    // Where no survey asked, none can say that it does not ask for the metric.
    let of = of.map(|surveys| {
        let none = SurveyId(Uuid::nil());
        Column::SurveyId.is_in(surveys.into_iter().chain([none]))
    });
    let wanted = filter
        .attribution("tallies")
        .add(Column::Metric.eq(CONTACT))
        .add(Column::Day.between(period.from(), period.to()))
        .add_option(of);
    Ok(Query::select()
        .column(Column::Kind)
        .column(Column::Score)
        .expr_as(Column::Count.sum().cast_as("bigint"), "total")
        .from(tally::Entity)
        .cond_where(wanted)
        .group_by_columns([Column::Kind, Column::Score])
        .take())
}

/// The surveys that ask for a metric, or once did.
pub(super) async fn surveys_asking(
    db: &Db,
    filter: &Filter,
    metric: Metric,
) -> Result<Vec<SurveyId>, DbErr> {
    match question::Kind::parse(metric.code()) {
        Some(kind) => survey_version::surveys_asking(db.read(), &filter.brands, kind).await,
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts(reported: u64, held: &[(HeldReason, u64)]) -> Contacts {
        let held = held.iter().map(|(reason, count)| (reason.number(), *count));
        Contacts {
            reported,
            held: held.collect(),
        }
    }

    #[test]
    fn the_most_frequent_reason_comes_first_and_what_never_happened_not_at_all() {
        use HeldReason::{InvalidAddress, Quarantine, SampledOut, Suppressed, TooOld};
        let some = contacts(
            100,
            &[
                (InvalidAddress, 3),
                (Suppressed, 0),
                (SampledOut, 20),
                (Quarantine, 3),
                (TooOld, 4),
            ],
        );
        let order = [
            (SampledOut, 20),
            (TooOld, 4),
            (Quarantine, 3),
            (InvalidAddress, 3),
        ];
        assert_eq!(some.held(), order);
        assert_eq!(some.invited(), 70);
        assert_eq!(
            INVITED.score(&some.decided()).map(|share| share.value()),
            Some(70.0)
        );
    }

    #[test]
    fn no_contacts_have_no_share() {
        let none = Contacts::default();
        assert!(none.held().is_empty() && none.invited() == 0);
        assert!(INVITED.score(&none.decided()).is_none());
    }
}
