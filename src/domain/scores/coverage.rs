//! Whether the customers of every agent are asked as often as those of the others. Called by the agents' pages and their
//! ledgers.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{DbErr, prelude::Uuid};

use super::{
    agents::{AgentScore, AgentScores},
    asking::{About, Contacts, counted, unlimited},
    case_mix::{COMPARABLE, Cell, Rules, case_mix},
    exact_test::Flag,
    grouping::{GroupId, Grouping, Label, Labels},
    interval::LEVEL,
    metric::ASKED,
    period::Period,
    showing::DisplayRules,
    summary::Summary,
    withdrawn::withdrawn,
};
use crate::{db::Db, domain::responses::filter::Filter};

/// What decides by design how many customers are asked: a touchpoint, and the survey that asks there.
type Design = (Uuid, Uuid);

/// Whether the customers of every agent were asked as often as those of the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverages {
    /// The contacts of every agent.
    pub all: Contacts,
    /// By the agent's key, of all brands together.
    pub agents: BTreeMap<String, Coverage>,
}

/// How many of an agent's contacts were asked about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    pub label: Label,
    pub own: Contacts,
    /// Percent: what was asked about of all agents' contacts at the same touchpoints with the same surveys.
    pub expected: Option<f64>,
    /// Whether others work there too, so that there is something to compare with.
    pub comparable: bool,
    /// What neither chance nor the surveys explain; none where there are too few contacts to tell.
    pub flag: Option<Flag>,
}

/// Tests every agent exactly against all agents in the same brands, each contact against those at the same touchpoint
/// with the same survey: a survey that samples one contact in five holds back the others by design, and says nothing of
/// who took them. The filter's own agent has no say.
pub async fn coverages(
    db: &Db,
    period: Period,
    filter: &Filter,
    about: &About,
    rules: &DisplayRules,
) -> Result<Coverages, DbErr> {
    let filter = Filter {
        agent: None,
        ..filter.clone()
    };
    let by = [Grouping::Survey, Grouping::Touchpoint, Grouping::Agent];
    let counts = counted(db, period, &filter, about, &by).await?;
    let labels = Labels::load(db.read(), &filter.brands, Grouping::Agent).await?;
    let mut agents: Vec<BTreeMap<Design, Contacts>> = vec![BTreeMap::new(); labels.all().len()];
    for row in &counts.rows {
        let group = &counts.groups[row.group][..];
        if let [GroupId::Id(survey), GroupId::Id(touchpoint), agent] = group {
            let contacts = agents[labels.place(*agent)].entry((*touchpoint, *survey));
            contacts.or_default().count(row);
        }
    }
    for row in withdrawn(db, period, &filter, about).await? {
        let agent = &mut agents[labels.place(GroupId::Id(row.agent_id.0))];
        let design = (row.touchpoint_id.0, row.survey_id.0);
        let contacts = agent.entry(design).or_default();
        let letters = u64::try_from(row.letters).unwrap_or_default();
        match row.by_member {
            true => contacts.cancelled += letters,
            false => contacts.withdrawn += letters,
        }
    }
    let known = labels.all().iter().zip(agents);
    let known = known.filter(|(label, contacts)| label.key.is_some() && !contacts.is_empty());
    let (labels, contacts): (Vec<_>, Vec<_>) = known.unzip();
    let keys = labels.iter().filter_map(|label| label.key.clone());
    let mut found = compared(keys.zip(contacts).collect(), rules);
    for label in labels {
        let coverage = label.key.as_ref().and_then(|key| found.agents.get_mut(key));
        if let Some(coverage) = coverage {
            coverage.label = label.clone();
        }
    }
    Ok(found)
}

impl Coverages {
    /// Adds the agents with contacts of whom no customer was asked: scores know nothing of them, and a list without them
    /// would hide just what it should show. Only where the filter says nothing of answers, which nobody can have given.
    pub fn complete(&self, scores: &mut AgentScores, filter: &Filter) {
        if unlimited(filter) != *filter || filter.agent.is_some() {
            return;
        }
        let listed = scores.agents.iter();
        let listed: HashSet<Label> = listed.map(|agent| agent.label.clone()).collect();
        let contacts = self.agents.values().filter(|agent| agent.own.reported > 0);
        let missing = contacts.filter(|agent| !listed.contains(&agent.label));
        add(scores, missing.map(|agent| agent.label.clone()));
    }
}

/// Adds agents of whom there is neither an answer nor a letter, each in its place by name.
fn add(scores: &mut AgentScores, labels: impl Iterator<Item = Label>) {
    let (metric, steps) = (scores.total.metric, scores.rules.steps);
    scores.agents.extend(labels.map(|label| AgentScore {
        label,
        summary: Summary::empty(metric, steps),
        cells: Vec::new(),
        expected: None,
        adjusted: None,
        adjusted_interval: None,
        fair: None,
        fair_interval: None,
        reliability: None,
        comparable_share: None,
        p_value: None,
        flag: Flag::None,
        rank: None,
        rate_flag: Flag::None,
    }));
    scores
        .agents
        .sort_by_cached_key(|agent| agent.label.order());
}

/// The test itself. Pure.
fn compared(
    agents: BTreeMap<String, BTreeMap<Design, Contacts>>,
    rules: &DisplayRules,
) -> Coverages {
    let designs = agents.values().flat_map(BTreeMap::keys);
    let designs: BTreeMap<&Design, u32> = designs
        .collect::<BTreeSet<_>>()
        .into_iter()
        .zip(0..)
        .collect();
    let cells: Vec<Vec<Cell>> = agents
        .values()
        .map(|contacts| {
            let contacts = contacts.iter();
            let cell = |(design, contacts): (&Design, &Contacts)| Cell {
                stratum: designs[design],
                answers: contacts.decided(),
            };
            contacts.map(cell).collect()
        })
        .collect();
    let tested = case_mix(ASKED, &cells, &Rules::from(rules), LEVEL).agents;
    let mut found = Coverages::default();
    for ((key, contacts), tested) in agents.into_iter().zip(tested) {
        let mut own = Contacts::default();
        contacts.values().for_each(|contacts| own.merge(contacts));
        found.all.merge(&own);
        let coverage = Coverage {
            label: Label::default(),
            own,
            expected: tested.expected,
            comparable: tested
                .comparable_share
                .is_some_and(|part| part >= COMPARABLE),
            flag: tested.p_value.map(|_| tested.flag),
        };
        found.agents.insert(key, coverage);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        interactions::interaction::HeldReason,
        scores::{reading::Row, tally::Kind},
    };

    /// Contacts reported and held at one touchpoint after the other.
    fn agent(key: &str, contacts: [(u64, u64); 2]) -> (String, BTreeMap<Design, Contacts>) {
        let contacts = (1..)
            .zip(contacts)
            .filter(|(_, (reported, _))| *reported > 0);
        let contacts = contacts.map(|(at, (reported, held))| {
            let design = (Uuid::from_u128(at), Uuid::from_u128(at));
            let mut decided = Contacts::default();
            let row = |kind, score, count| Row {
                group: 0,
                day: None,
                kind,
                score,
                count,
            };
            decided.count(&row(Kind::Reported, 0, reported));
            let sampled_out = HeldReason::SampledOut.number().into();
            decided.count(&row(Kind::Held, sampled_out, held));
            (design, decided)
        });
        (key.into(), contacts.collect())
    }

    #[test]
    fn a_survey_that_samples_is_no_mark_against_who_works_there_and_asking_less_beside_others_is() {
        // Visits are all asked about, of calls one in five.
        let agents = [
            agent("visits", [(400, 0), (0, 0)]),
            agent("calls", [(0, 0), (400, 322)]),
            agent("both", [(400, 0), (400, 316)]),
            agent("less", [(0, 0), (100, 95)]),
            agent("hides", [(400, 60), (0, 0)]),
            agent("new", [(0, 0), (9, 9)]),
        ];
        let found = compared(agents.into(), &DisplayRules::default());
        let flag = |key: &str| found.agents[key].flag;
        assert_eq!(flag("calls"), Some(Flag::None));
        assert_eq!(flag("less"), Some(Flag::Below));
        assert_eq!(flag("hides"), Some(Flag::Below));
        assert_eq!(flag("new"), None, "nine contacts are no proof");
        assert_eq!(found.all.reported, 2109);
        let calls = &found.agents["calls"];
        assert!(calls.comparable && calls.expected.is_some_and(|share| share < 25.0));
    }

    #[test]
    fn who_works_where_nobody_else_does_is_compared_with_nobody() {
        let agents = [
            agent("alone", [(0, 0), (400, 390)]),
            agent("visits", [(400, 0), (0, 0)]),
        ];
        let found = compared(agents.into(), &DisplayRules::default());
        let alone = &found.agents["alone"];
        assert_eq!((alone.comparable, alone.flag), (false, Some(Flag::None)));
    }
}
