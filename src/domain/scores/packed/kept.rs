//! Days that were read before stay in memory, up to a bound. Whether one is still true, its version says, which every
//! read asks the database for. One for each database. Called by `reading`.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::NaiveDate;
use hashlink::LruCache;

use super::cells::{Cells, Said, Segment, What, Who};
use super::column::Column;
use crate::ids::BrandId;

/// Bytes that all days together may take.
const ROOM: usize = 64 << 20;

/// Which day it is, of which brand and metric.
pub type Key = (BrandId, String, NaiveDate);

/// A day whose places point into [`Books`], which all days share.
#[derive(Debug)]
pub struct Day {
    /// For each place in the columns' own list, the place in [`Books::who`].
    pub who: Vec<u32>,
    /// Their `what` and `said` are places in [`Books`].
    pub segments: Vec<Segment>,
    pub whose: Column,
    pub counts: Column,
}

/// What the counts of any day are of.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub who: Arc<Vec<Who>>,
    pub what: Arc<Vec<What>>,
    pub said: Arc<Vec<Said>>,
}

/// The days in memory.
#[derive(Debug, Default)]
pub struct Kept(Mutex<State>);

#[derive(Debug)]
struct State {
    days: LruCache<Key, (i64, Arc<Day>)>,
    bytes: usize,
    room: usize,
    books: Books,
    who: HashMap<Who, u32>,
    what: HashMap<What, u32>,
    said: HashMap<Said, u32>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            days: LruCache::new_unbounded(),
            bytes: 0,
            room: ROOM,
            books: Books::default(),
            who: HashMap::new(),
            what: HashMap::new(),
            said: HashMap::new(),
        }
    }
}

impl Kept {
    /// The day, if it is here in this version.
    pub fn find(&self, key: &Key, version: i64) -> Option<Arc<Day>> {
        let mut state = self.lock();
        let (kept, day) = state.days.get(key)?;
        (*kept == version).then(|| day.clone())
    }

    /// Takes a day in, for as long as there is room.
    pub fn keep(&self, key: Key, version: i64, cells: Cells) -> Arc<Day> {
        let mut state = self.lock();
        let state = &mut *state;
        let who = entered(&mut state.who, &mut state.books.who, &cells.who);
        let what = entered(&mut state.what, &mut state.books.what, &cells.what);
        let said = entered(&mut state.said, &mut state.books.said, &cells.said);
        let segments = cells.segments.iter().map(|segment| Segment {
            what: what[segment.what] as usize,
            said: said[segment.said] as usize,
            ..*segment
        });
        let day = Arc::new(Day {
            who,
            segments: segments.collect(),
            whose: cells.whose,
            counts: cells.counts,
        });
        state.bytes += day.size();
        if let Some((_, before)) = state.days.insert(key, (version, day.clone())) {
            state.bytes -= before.size();
        }
        while state.bytes > state.room
            && let Some((_, (_, oldest))) = state.days.remove_lru()
        {
            state.bytes -= oldest.size();
        }
        day
    }

    /// What the places in the days taken in so far point at.
    pub fn books(&self) -> Books {
        self.lock().books.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where each of these stands in the book; what is new comes to its end.
fn entered<T: Copy + Eq + Hash>(
    places: &mut HashMap<T, u32>,
    book: &mut Arc<Vec<T>>,
    these: &[T],
) -> Vec<u32> {
    let place = |one: &T| {
        *places.entry(*one).or_insert_with(|| {
            let book = Arc::make_mut(book);
            book.push(*one);
            book.len() as u32 - 1
        })
    };
    these.iter().map(place).collect()
}

impl Day {
    fn size(&self) -> usize {
        size_of::<Self>()
            + self.who.len() * size_of::<u32>()
            + self.segments.len() * size_of::<Segment>()
            + self.whose.bytes().len()
            + self.counts.bytes().len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::cells::{pack, unpack};
    use super::*;
    use crate::domain::{interactions::interaction::Channel, scores::tally::Kind};
    use sea_orm::prelude::Uuid;

    fn cells(agent: u128, count: u64) -> Cells {
        let who = Who {
            agent: Uuid::from_u128(agent),
            team: Uuid::nil(),
        };
        let what = What {
            product: Uuid::nil(),
            touchpoint: Uuid::nil(),
            survey: Uuid::nil(),
            channel: Channel::Chat,
        };
        let said = Said {
            kind: Kind::Answered,
            commented: false,
            score: 5,
        };
        unpack(&pack([(who, what, said, count)])).expect("readable")
    }

    fn key(day: u32) -> Key {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        (
            BrandId(Uuid::nil()),
            "csat".into(),
            first + chrono::Days::new(day.into()),
        )
    }

    #[test]
    fn a_day_is_found_in_its_version_alone() {
        let kept = Kept::default();
        kept.keep(key(0), 3, cells(1, 1));
        assert!(kept.find(&key(0), 3).is_some());
        assert!(kept.find(&key(0), 4).is_none());
        assert!(kept.find(&key(1), 3).is_none());
        kept.keep(key(0), 4, cells(2, 1));
        assert!(kept.find(&key(0), 3).is_none());
        let day = kept.find(&key(0), 4).expect("the newer one");
        let agents: Vec<u128> = kept
            .books()
            .who
            .iter()
            .map(|who| who.agent.as_u128())
            .collect();
        assert_eq!((agents, day.who.as_slice()), (vec![1, 2], [1].as_slice()));
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let kept = Kept::default();
        let size = kept.keep(key(0), 1, cells(1, 1)).size();
        kept.lock().room = 3 * size;
        for day in 1..3 {
            kept.keep(key(day), 1, cells(1, 1));
        }
        assert!(kept.find(&key(0), 1).is_some());
        kept.keep(key(3), 1, cells(1, 1));
        let here: Vec<bool> = (0..4)
            .map(|day| kept.find(&key(day), 1).is_some())
            .collect();
        assert_eq!(here, [true, false, true, true]);
        assert_eq!(kept.lock().bytes, 3 * size);
    }
}
