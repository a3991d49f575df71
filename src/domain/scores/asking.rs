//! From contacts to answers: reported, invited or held for which reason, asked, delivered, answered. Read from the
//! tallies, so that no interaction is looked at. Called by the overview, the agents' pages and their ledgers.

use std::collections::{BTreeMap, HashSet};

use sea_orm::{DbErr, prelude::Uuid};

use super::{
    distribution::Distribution,
    grouping::{GroupId, Grouping},
    metric::Metric,
    period::Period,
    reading::{Counts, Row, Selection, counts_under},
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
    /// Invitations a member cancelled before their letter left, where they were counted.
    pub cancelled: u64,
    /// Letters withdrawn because of what happened meanwhile, where they were counted.
    pub withdrawn: u64,
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

    /// Those whose customer got the letter, or is to.
    pub fn asked(&self) -> u64 {
        self.invited()
            .saturating_sub(self.cancelled + self.withdrawn)
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

    /// As answers to "was the customer asked?", for [`super::metric::ASKED`].
    pub(super) fn decided(&self) -> Distribution {
        let not = self.reported.saturating_sub(self.asked());
        [(0, not), (1, self.asked())].into_iter().collect()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.reported += other.reported;
        self.cancelled += other.cancelled;
        self.withdrawn += other.withdrawn;
        for (reason, count) in &other.held {
            *self.held.entry(*reason).or_default() += count;
        }
    }

    pub(super) fn count(&mut self, row: &Row) {
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
pub(super) fn unlimited(filter: &Filter) -> Filter {
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

/// The contacts of a period in groups, of which the first is the survey.
pub(super) async fn counted(
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
    use crate::domain::scores::metric::ASKED;

    fn contacts(reported: u64, held: &[(HeldReason, u64)]) -> Contacts {
        let held = held.iter().map(|(reason, count)| (reason.number(), *count));
        Contacts {
            reported,
            held: held.collect(),
            ..Contacts::default()
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
}
