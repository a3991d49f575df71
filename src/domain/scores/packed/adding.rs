//! Adds up packed days: what a filter lets through, in groups. Pure and tight: a year of a large centre passes through
//! here on every page. Called by `reading`.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;

use super::column::{Column, Number};
use super::kept::{Books, Day};
use crate::{
    domain::scores::{
        grouping::{GroupId, Grouping},
        reading::{Counts, Row},
        wanted::Wanted,
    },
    ids::BrandId,
};

/// Sums held at once; beyond, they are handed over and begun anew.
const SUMS: usize = 1 << 22;
/// An own place among so many is looked for; more are read past.
const FEW: usize = 16;
const NONE: u32 = u32::MAX;

/// A packed day with the brand it is of.
pub type Dated = (BrandId, NaiveDate, Arc<Day>);

/// Adds the days up. They come sorted by brand and day; `books` are of when all of them were there.
pub fn add(
    into: &mut Counts,
    days: &[Dated],
    books: &Books,
    wanted: &Wanted,
    groupings: &[Grouping],
    by_day: bool,
) {
    let by_brand = groupings.contains(&Grouping::Brand);
    let mut adding = Adding::new(into, books, wanted, groupings);
    let together = |a: &Dated, b: &Dated| (!by_brand || a.0 == b.0) && (!by_day || a.1 == b.1);
    for days in days.chunk_by(together) {
        let Some((brand, first, _)) = days.first() else {
            continue;
        };
        if by_brand {
            adding.begin_brand(*brand);
        }
        let day = by_day.then_some(*first);
        for (_, _, counts) in days {
            adding.add(counts);
            if adding.sums.len() > SUMS {
                adding.hand_over(day);
            }
        }
        adding.hand_over(day);
    }
}

/// The ids of one side, `who` or `what`, that rows are grouped by: which of them each place in the books belongs to.
struct Side {
    /// The number of the combination; the number of combinations where the filter lets nothing through.
    of: Vec<u32>,
    combinations: Vec<Vec<GroupId>>,
}

impl Side {
    fn new<T>(
        book: &[T],
        takes: impl Fn(&T) -> bool,
        groupings: &[Grouping],
        id: impl Fn(&T, Grouping) -> Option<GroupId>,
    ) -> Self {
        let mut known: HashMap<Vec<GroupId>, u32> = HashMap::new();
        let mut combinations = Vec::new();
        let mut of: Vec<u32> = Vec::with_capacity(book.len());
        for one in book {
            if !takes(one) {
                of.push(NONE);
                continue;
            }
            let ids: Vec<GroupId> = groupings.iter().filter_map(|by| id(one, *by)).collect();
            of.push(*known.entry(ids).or_insert_with_key(|ids| {
                combinations.push(ids.clone());
                combinations.len() as u32 - 1
            }));
        }
        for combination in &mut of {
            *combination = (*combination).min(combinations.len() as u32);
        }
        Self { of, combinations }
    }

    fn len(&self) -> usize {
        self.combinations.len()
    }
}

struct Adding<'a> {
    into: &'a mut Counts,
    books: &'a Books,
    groupings: &'a [Grouping],
    who: Side,
    what: Side,
    said: Vec<bool>,
    /// Whose counts they are plays no part, so that a segment's total is enough.
    anyone: bool,
    /// For each combination of `what` and each place of `said`, where its sums begin.
    slots: Vec<u32>,
    /// In the order the slots were taken: one sum for each combination of `who`, then what the filter kept out.
    sums: Vec<u64>,
    taken: Vec<(usize, usize)>,
    brand: BrandId,
    /// For each combination of `who` and `what` of the brand, its place in the groups of the counts.
    groups: Vec<u32>,
    places: Vec<u32>,
}

impl<'a> Adding<'a> {
    fn new(
        into: &'a mut Counts,
        books: &'a Books,
        wanted: &Wanted,
        groupings: &'a [Grouping],
    ) -> Self {
        let who = Side::new(
            &books.who,
            |who| wanted.takes_who(who),
            groupings,
            |who, by| match by {
                Grouping::Agent => Some(GroupId::Id(who.agent)),
                Grouping::Team => Some(GroupId::Id(who.team)),
                _ => None,
            },
        );
        let what = Side::new(
            &books.what,
            |what| wanted.takes_what(what),
            groupings,
            |what, by| match by {
                Grouping::Product => Some(GroupId::Id(what.product)),
                Grouping::Touchpoint => Some(GroupId::Id(what.touchpoint)),
                Grouping::Survey => Some(GroupId::Id(what.survey)),
                Grouping::Channel => Some(GroupId::Channel(what.channel)),
                _ => None,
            },
        );
        let said = books
            .said
            .iter()
            .map(|said| wanted.takes_said(said))
            .collect();
        let of_who = |by: &Grouping| matches!(by, Grouping::Agent | Grouping::Team);
        Self {
            into,
            books,
            groupings,
            said,
            anyone: wanted.takes_anyone() && !groupings.iter().any(of_who),
            slots: vec![NONE; what.len() * books.said.len()],
            sums: Vec::new(),
            taken: Vec::new(),
            brand: BrandId(sea_orm::prelude::Uuid::nil()),
            groups: vec![NONE; who.len() * what.len()],
            places: Vec::new(),
            who,
            what,
        }
    }

    fn begin_brand(&mut self, brand: BrandId) {
        if self.brand != brand {
            self.brand = brand;
            self.groups.fill(NONE);
        }
    }

    fn add(&mut self, day: &Day) {
        let width = self.who.len() + 1;
        self.places.clear();
        self.places
            .extend(day.who.iter().map(|who| self.who.of[*who as usize]));
        let let_through = |place: &u32| (*place as usize) < width - 1;
        let passing = self
            .places
            .iter()
            .filter(|place| let_through(place))
            .count();
        let few: Vec<usize> = if passing * FEW < self.places.len() {
            let places = self.places.iter().enumerate();
            places
                .filter(|(_, place)| let_through(place))
                .map(|(at, _)| at)
                .collect()
        } else {
            Vec::new()
        };
        for segment in &day.segments {
            let what = self.what.of[segment.what] as usize;
            if !self.said[segment.said] || what == self.what.len() {
                continue;
            }
            let slot = &mut self.slots[what * self.books.said.len() + segment.said];
            if *slot == NONE {
                *slot = self.taken.len() as u32;
                self.taken.push((what, segment.said));
                self.sums.resize(self.sums.len() + width, 0);
            }
            let sums = &mut self.sums[*slot as usize * width..][..width];
            let range = segment.from..segment.to;
            if self.anyone {
                // Then there is one combination, or none where nobody is known.
                sums[0] = sums[0].wrapping_add(segment.total);
            } else if passing == 0 {
                continue;
            } else if few.is_empty() {
                let whose = day.whose.part(range.clone());
                let counts = day.counts.part(range);
                match day.whose.width() {
                    1 => add_counts::<u8>(whose, &day.counts, counts, &self.places, sums),
                    2 => add_counts::<u16>(whose, &day.counts, counts, &self.places, sums),
                    4 => add_counts::<u32>(whose, &day.counts, counts, &self.places, sums),
                    _ => add_counts::<u64>(whose, &day.counts, counts, &self.places, sums),
                }
            } else {
                for own in &few {
                    if let Some(at) = day.whose.find(*own as u64, range.clone()) {
                        let sum = &mut sums[self.places[*own] as usize];
                        *sum = sum.wrapping_add(day.counts.at(at));
                    }
                }
            }
        }
    }

    /// Makes rows of the sums and begins anew.
    fn hand_over(&mut self, day: Option<NaiveDate>) {
        let width = self.who.len() + 1;
        for (slot, (what, said)) in std::mem::take(&mut self.taken).into_iter().enumerate() {
            self.slots[what * self.books.said.len() + said] = NONE;
            let said = self.books.said[said];
            for who in 0..self.who.len() {
                let count = self.sums[slot * width + who];
                if count > 0 {
                    let row = Row {
                        group: self.group(who, what),
                        day,
                        kind: said.kind,
                        score: said.score.into(),
                        count,
                    };
                    self.into.rows.push(row);
                }
            }
        }
        self.sums.clear();
    }

    fn group(&mut self, who: usize, what: usize) -> usize {
        let group = &mut self.groups[who * self.what.len() + what];
        if *group == NONE {
            let mut whose = self.who.combinations[who].iter();
            let mut about = self.what.combinations[what].iter();
            let ids = self.groupings.iter().filter_map(|by| match by {
                Grouping::Agent | Grouping::Team => whose.next().copied(),
                Grouping::Brand => Some(GroupId::Id(self.brand.0)),
                _ => about.next().copied(),
            });
            *group = self.into.groups.len() as u32;
            self.into.groups.push(ids.collect());
        }
        *group as usize
    }
}

/// The loop everything above is for, once for each pair of widths.
fn add_counts<W: Number>(
    whose: &[u8],
    column: &Column,
    counts: &[u8],
    places: &[u32],
    sums: &mut [u64],
) {
    match column.width() {
        1 => add_up::<W, u8>(whose, counts, places, sums),
        2 => add_up::<W, u16>(whose, counts, places, sums),
        4 => add_up::<W, u32>(whose, counts, places, sums),
        _ => add_up::<W, u64>(whose, counts, places, sums),
    }
}

fn add_up<W: Number, C: Number>(whose: &[u8], counts: &[u8], places: &[u32], sums: &mut [u64]) {
    let counts = counts.chunks_exact(C::WIDTH);
    for (whose, count) in whose.chunks_exact(W::WIDTH).zip(counts) {
        let sum = &mut sums[places[W::read(whose) as usize] as usize];
        *sum = sum.wrapping_add(C::read(count));
    }
}
