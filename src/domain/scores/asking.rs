//! From contacts to answers: reported, invited or held for which reason, asked, delivered, answered. Read from the
//! tallies, so that no interaction is looked at. Called by the overview, the agents' pages and their ledgers.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{DbErr, prelude::Uuid};

use super::{
    case_mix::{COMPARABLE, Cell, Rules, case_mix},
    distribution::Distribution,
    exact_test::Flag,
    grouping::{GroupId, Grouping, Labels},
    interval::LEVEL,
    metric::{ASKED, Metric},
    period::Period,
    reading::{Counts, Row, Selection, counts_under},
    showing::DisplayRules,
    summary::{Summary, summary},
    tally::{CONTACT, Kind},
};
use crate::{
    db::Db,
    domain::{
        interactions::interaction::HeldReason,
        responses::filter::Filter,
        surveys::{question, survey_version},
    },
    ids::{BrandId, SurveyId},
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

/// Which contacts figures are about: those whose survey asks for a metric, or once did, and those no survey asks about;
/// or all. Found out once for everything a page reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About(pub(super) Option<Vec<SurveyId>>);

impl About {
    /// Without a metric, about all.
    pub async fn of(db: &Db, brands: &[BrandId], metric: Option<Metric>) -> Result<Self, DbErr> {
        let kind = metric.map(|metric| question::Kind::parse(metric.code()));
        Ok(Self(match kind {
            Some(Some(kind)) => {
                Some(survey_version::surveys_asking(db.read(), brands, kind).await?)
            }
            Some(None) => Some(Vec::new()),
            None => None,
        }))
    }
}

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

    /// As answers to "was the customer invited?", for [`ASKED`].
    fn decided(&self) -> Distribution {
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
        match row.kind {
            Kind::Reported => self.reported += row.count,
            Kind::Held => {
                if let Ok(reason) = i16::try_from(row.score) {
                    *self.held.entry(reason).or_default() += row.count;
                }
            }
            Kind::Answered | Kind::Asked | Kind::Bounced => {}
        }
    }
}

/// The way to the answers that a selection is about. Its filters by score and comment narrow down answers alone, so
/// they have no say here.
pub async fn asking(db: &Db, selection: &Selection) -> Result<Asking, DbErr> {
    let selection = Selection {
        filter: unlimited(&selection.filter),
        ..selection.clone()
    };
    let letters = summary(db, &selection).await?;
    led_to(db, &selection, &letters).await
}

/// The same where the figures of the selection are known.
pub async fn beside(db: &Db, selection: &Selection, known: &Summary) -> Result<Asking, DbErr> {
    match unlimited(&selection.filter) == selection.filter {
        true => led_to(db, selection, known).await,
        false => asking(db, selection).await,
    }
}

/// Without what narrows down answers alone.
fn unlimited(filter: &Filter) -> Filter {
    Filter {
        score_min: None,
        score_max: None,
        has_comment: None,
        ..filter.clone()
    }
}

async fn led_to(db: &Db, selection: &Selection, letters: &Summary) -> Result<Asking, DbErr> {
    let about = About::of(db, &selection.filter.brands, Some(selection.metric)).await?;
    let contacts = contacts(db, selection.period, &selection.filter, &about).await?;
    Ok(Asking {
        reported: contacts.reported,
        invited: contacts.invited(),
        held: contacts.held(),
        asked: letters.asked,
        delivered: letters.delivered(),
        answered: letters.responses(),
    })
}

/// The contacts of a period.
pub async fn contacts(
    db: &Db,
    period: Period,
    filter: &Filter,
    about: &About,
) -> Result<Contacts, DbErr> {
    let mut contacts = Contacts::default();
    let counts = counted(db, period, filter, about, &[Grouping::Survey]).await?;
    counts.rows.iter().for_each(|row| contacts.count(row));
    Ok(contacts)
}

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
    let known = labels.all().iter().zip(agents);
    let known = known.filter(|(_, contacts)| !contacts.is_empty());
    let known = known.filter_map(|(label, contacts)| Some((label.key.clone()?, contacts)));
    Ok(compared(known.collect(), rules))
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

/// The contacts of a period in groups, of which the first is the survey.
async fn counted(
    db: &Db,
    period: Period,
    filter: &Filter,
    about: &About,
    groupings: &[Grouping],
) -> Result<Counts, DbErr> {
    let mut counts = counts_under(db, CONTACT, period, filter, groupings, false).await?;
    if let Some(surveys) = &about.0 {
        // Where no survey asked, none can say that it does not ask for the metric.
        let none = GroupId::Id(Uuid::nil());
        let asking = surveys.iter().map(|survey| GroupId::Id(survey.0));
        let asking: HashSet<GroupId> = asking.chain([none]).collect();
        let groups = counts.groups.iter();
        let of: Vec<bool> = groups
            .map(|ids| ids.first().is_some_and(|survey| asking.contains(survey)))
            .collect();
        counts.rows.retain(|row| of[row.group]);
    }
    Ok(counts)
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
            ASKED.score(&some.decided()).map(|share| share.value()),
            Some(70.0)
        );
    }

    #[test]
    fn no_contacts_have_no_share() {
        let none = Contacts::default();
        assert!(none.held().is_empty() && none.invited() == 0);
        assert!(ASKED.score(&none.decided()).is_none());
    }

    /// Contacts reported and held at one touchpoint after the other.
    fn agent(key: &str, contacts: [(u64, u64); 2]) -> (String, BTreeMap<Design, Contacts>) {
        let contacts = (1..)
            .zip(contacts)
            .filter(|(_, (reported, _))| *reported > 0);
        let contacts = contacts.map(|(at, (reported, held))| {
            let design = (Uuid::from_u128(at), Uuid::from_u128(at));
            (
                design,
                self::contacts(reported, &[(HeldReason::SampledOut, held)]),
            )
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
