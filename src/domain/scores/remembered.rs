//! Comments of days that are over stay in memory, up to a bound: most of the time of reading 25,000 comments goes into
//! fetching them. Whether a day is still what is stored, its version says, which is asked for in the same snapshot as
//! everything else. Called by `comments` and `themes`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, NaiveDate, Utc};
use hashlink::LruCache;
use sea_orm::{DatabaseTransaction, DbErr};

use super::{
    metric::Metric,
    packed::{
        cells::{Said, What, Who},
        pack::SETTLED,
    },
    period::{Period, Step},
    tally::Kind,
    wanted::Wanted,
};
use crate::{
    db::Db,
    domain::{
        organization::brand,
        responses::{
            commented::{self, Commented},
            commented_day,
            filter::Filter,
        },
        surveys::question,
    },
    ids::BrandId,
};

/// So many comments are read for one page, those of the newest days; it says so where there are more.
pub const MOST: usize = 300_000;
/// Bytes that all days together may take.
const ROOM: usize = 64 << 20;
/// Days whose comments are fetched with one query.
const AT_ONCE: usize = 31;

/// A brand's day.
type Key = (BrandId, NaiveDate);
/// Its comments, the newest change first.
type Day = Arc<[Commented]>;

/// The days in memory; one for each database.
#[derive(Debug)]
pub struct Remembered(Mutex<State>);

#[derive(Debug)]
struct State {
    days: LruCache<Key, (i64, Day)>,
    bytes: usize,
    room: usize,
}

impl Default for Remembered {
    fn default() -> Self {
        Self(Mutex::new(State {
            days: LruCache::new_unbounded(),
            bytes: 0,
            room: ROOM,
        }))
    }
}

impl Remembered {
    /// The day, if it is here in this version.
    fn find(&self, key: &Key, version: i64) -> Option<Day> {
        let mut state = self.lock();
        let (kept, day) = state.days.get(key)?;
        (*kept == version).then(|| day.clone())
    }

    /// Takes a day in. For as long as there is room: what was not asked for longest goes first.
    fn keep(&self, key: Key, version: i64, day: Day) {
        let mut state = self.lock();
        state.bytes += size(&day);
        if let Some((_, before)) = state.days.insert(key, (version, day)) {
            state.bytes -= size(&before);
        }
        while state.bytes > state.room
            && let Some((_, (_, oldest))) = state.days.remove_lru()
        {
            state.bytes -= size(&oldest);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(day: &Day) -> usize {
    size_of::<(Key, i64, Day)>() + day.iter().map(Commented::size).sum::<usize>()
}

/// Calls `each` with every comment of a period that the filter lets through, the newest day first, and says whether
/// there are more than [`MOST`]. With a metric only those with an answer to it; the filter's scores are those.
pub async fn each(
    db: &Db,
    filter: &Filter,
    metric: Option<Metric>,
    period: Period,
    now: DateTime<Utc>,
    mut each: impl FnMut(&Commented),
) -> Result<bool, DbErr> {
    // What is remembered and what is fetched must be of the same moment.
    let view = db.snapshot().await?;
    let filter = Filter {
        has_comment: Some(true),
        ..filter.clone()
    };
    let wanted = Wanted::of(&view, &filter).await?;
    let mut cut = false;
    if !wanted.is_nothing() {
        let source = Source::new(db, &view, &filter, &wanted, period, now).await?;
        let metric = metric.and_then(|metric| question::Kind::parse(metric.code()));
        let mut read = 0;
        let days: Vec<_> = period.steps(Step::Day).map(Period::from).collect();
        'days: for days in days.rchunks(AT_ONCE) {
            let fetched = source.fetch(days).await?;
            for day in days.iter().rev() {
                let of_day = wanted
                    .brands
                    .iter()
                    .filter_map(|brand| fetched.get(&(*brand, *day)));
                for comment in of_day.flat_map(|of_day| of_day.iter()) {
                    if !takes(&wanted, metric, comment) {
                        continue;
                    }
                    if read == MOST {
                        cut = true;
                        break 'days;
                    }
                    each(comment);
                    read += 1;
                }
                tokio::task::yield_now().await;
            }
        }
    }
    view.rollback().await?;
    Ok(cut)
}

fn takes(wanted: &Wanted, metric: Option<question::Kind>, comment: &Commented) -> bool {
    let who = Who {
        agent: comment.agent_id.0,
        team: comment.team_id.map_or_else(Default::default, |id| id.0),
    };
    let what = What {
        product: comment.product_id.map_or_else(Default::default, |id| id.0),
        touchpoint: comment.touchpoint_id.0,
        survey: comment.survey_id.0,
        channel: comment.channel,
    };
    let said = |score| Said {
        kind: Kind::Answered,
        commented: true,
        score,
    };
    let answered = match metric {
        None => true,
        Some(metric) => comment
            .score(metric)
            .is_some_and(|score| wanted.takes_said(&said(score))),
    };
    answered && wanted.takes_who(&who) && wanted.takes_what(&what)
}

/// Where the days of one read come from.
struct Source<'a> {
    view: &'a DatabaseTransaction,
    remembered: Arc<Remembered>,
    /// Where only few comments are wanted: the condition under which others need not be fetched.
    narrowing: Option<&'a Filter>,
    brands: &'a [BrandId],
    /// For each brand, the first day that is not surely over.
    open_from: HashMap<BrandId, NaiveDate>,
    versions: HashMap<Key, i64>,
}

impl<'a> Source<'a> {
    async fn new(
        db: &Db,
        view: &'a DatabaseTransaction,
        filter: &'a Filter,
        wanted: &'a Wanted,
        period: Period,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let mut open_from = HashMap::new();
        for brand in &wanted.brands {
            let zone = brand::zone(view, *brand).await?;
            let day = (now - SETTLED).with_timezone(&zone).date_naive();
            open_from.insert(*brand, day);
        }
        let (from, to) = (period.from(), period.to());
        Ok(Self {
            view,
            remembered: db.kept::<Remembered>(),
            narrowing: wanted.is_narrow().then_some(filter),
            brands: &wanted.brands,
            open_from,
            versions: commented_day::versions(view, &wanted.brands, from, to).await?,
        })
    }

    /// The comments of these days: from memory, or fetched and remembered if they are whole and their day is over.
    async fn fetch(&self, days: &[NaiveDate]) -> Result<HashMap<Key, Day>, DbErr> {
        let mut all = HashMap::new();
        for brand in self.brands {
            let over = |day: &NaiveDate| self.open_from.get(brand).is_some_and(|open| day < open);
            let version = |day: &NaiveDate| self.versions.get(&(*brand, *day)).copied();
            let mut missing: HashMap<NaiveDate, Vec<Commented>> = HashMap::new();
            for day in days {
                let key = (*brand, *day);
                let kept = self.remembered.find(&key, version(day).unwrap_or(0));
                match kept.filter(|_| over(day)) {
                    Some(kept) => drop(all.insert(key, kept)),
                    None => drop(missing.insert(*day, Vec::new())),
                }
            }
            if missing.is_empty() {
                continue;
            }
            let wanted: Vec<_> = missing.keys().copied().collect();
            let narrowed = self.narrowing.map(|it| it.attribution("responses"));
            let whole = narrowed.is_none();
            commented::read(self.view, *brand, &wanted, narrowed, |comment| {
                missing.entry(comment.day).or_default().push(comment);
            })
            .await?;
            for (day, mut comments) in missing {
                comments.sort_unstable_by_key(|it| std::cmp::Reverse((it.changed_at, it.id)));
                let (key, comments) = ((*brand, day), Day::from(comments));
                if whole && over(&day) {
                    let version = version(&day).unwrap_or(0);
                    self.remembered.keep(key, version, comments.clone());
                }
                all.insert(key, comments);
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::prelude::Uuid;

    fn key(day: u32) -> Key {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        (BrandId(Uuid::nil()), first + chrono::Days::new(day.into()))
    }

    #[test]
    fn a_day_is_found_in_its_version_alone_and_what_was_not_asked_for_longest_goes_first() {
        let remembered = Remembered::default();
        let quiet = Day::from(Vec::new());
        remembered.keep(key(0), 3, quiet.clone());
        assert!(remembered.find(&key(0), 3).is_some());
        assert!(remembered.find(&key(0), 4).is_none() && remembered.find(&key(1), 3).is_none());
        remembered.keep(key(0), 4, quiet.clone());
        assert!(remembered.find(&key(0), 3).is_none());
        remembered.lock().room = 3 * size(&quiet);
        remembered.keep(key(1), 0, quiet.clone());
        remembered.keep(key(2), 0, quiet.clone());
        assert!(remembered.find(&key(0), 4).is_some());
        remembered.keep(key(3), 0, quiet.clone());
        let here = [(0, 4), (1, 0), (2, 0), (3, 0)];
        let here = here.map(|(day, version)| remembered.find(&key(day), version).is_some());
        assert_eq!(here, [true, false, true, true]);
        assert_eq!(remembered.lock().bytes, 3 * size(&quiet));
    }
}
