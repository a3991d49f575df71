//! The tallies of one day in one dense piece: what the counts are of stands once, and the counts in columns, so that
//! a read touches three bytes a count. Pure; written by `pack`, read by `kept` and by `verify`.
//!
//! Byte 0 is the number of this layout. Then, every number in as few bytes as it needs: the ids, the channels, the
//! kinds, as they are in the tallies; the tables `who`, `what` and `said`, which point at those; the segments, which
//! point at `what` and `said` and say how many counts they have. At the end two columns over all segments: the place
//! in `who`, ascending in each segment, and the count, both of one width for the whole day.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ActiveEnum, prelude::Uuid};

use super::bytes::{Bytes, write_bytes, write_number, write_text};
use super::column::Column;
use crate::domain::{interactions::interaction::Channel, scores::tally::Kind};

const LAYOUT: u8 = 1;

/// Whose counts they are. Where there is no team, the nil id stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    pub agent: Uuid,
    pub team: Uuid,
}

/// What they are about. Where there is no product or survey, the nil id stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct What {
    pub product: Uuid,
    pub touchpoint: Uuid,
    pub survey: Uuid,
    pub channel: Channel,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Said {
    pub kind: Kind,
    pub commented: bool,
    pub score: i16,
}

/// The counts that have `what` and `said` in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The place in [`Cells::what`].
    pub what: usize,
    /// The place in [`Cells::said`].
    pub said: usize,
    /// Where its counts begin in the columns, and where they end.
    pub from: usize,
    pub to: usize,
    /// All its counts together.
    pub total: u64,
}

/// The counts of one day.
#[derive(Clone, Debug)]
pub struct Cells {
    pub who: Vec<Who>,
    pub what: Vec<What>,
    pub said: Vec<Said>,
    pub segments: Vec<Segment>,
    /// Places in [`Cells::who`]; none is beyond it.
    pub whose: Column,
    pub counts: Column,
}

/// Packs counts; counts of the same are added up.
pub fn pack(counts: impl IntoIterator<Item = (Who, What, Said, u64)>) -> Vec<u8> {
    let mut sorted: BTreeMap<(What, Said), BTreeMap<Who, u64>> = BTreeMap::new();
    for (who, what, said, count) in counts {
        *sorted
            .entry((what, said))
            .or_default()
            .entry(who)
            .or_default() += count;
    }
    let who: BTreeSet<Who> = sorted.values().flat_map(BTreeMap::keys).copied().collect();
    let what: BTreeSet<What> = sorted.keys().map(|(what, _)| *what).collect();
    let said: BTreeSet<Said> = sorted.keys().map(|(_, said)| *said).collect();
    let ids = who.iter().flat_map(|who| [who.agent, who.team]);
    let about = what
        .iter()
        .flat_map(|what| [what.product, what.touchpoint, what.survey]);
    let ids: BTreeSet<Uuid> = ids.chain(about).collect();
    let channels: BTreeSet<Channel> = what.iter().map(|what| what.channel).collect();
    let kinds: BTreeSet<Kind> = said.iter().map(|said| said.kind).collect();

    let mut out = vec![LAYOUT];
    write_number(&mut out, ids.len() as u64);
    ids.iter().for_each(|id| out.extend(id.as_bytes()));
    write_number(&mut out, channels.len() as u64);
    channels
        .iter()
        .for_each(|channel| write_text(&mut out, channel.code()));
    write_number(&mut out, kinds.len() as u64);
    kinds
        .iter()
        .for_each(|kind| write_text(&mut out, &kind.to_value()));
    let (ids, channels, kinds) = (places(&ids), places(&channels), places(&kinds));

    write_number(&mut out, who.len() as u64);
    for who in &who {
        write_number(&mut out, ids[&who.agent]);
        write_number(&mut out, ids[&who.team]);
    }
    write_number(&mut out, what.len() as u64);
    for what in &what {
        for id in [what.product, what.touchpoint, what.survey] {
            write_number(&mut out, ids[&id]);
        }
        write_number(&mut out, channels[&what.channel]);
    }
    write_number(&mut out, said.len() as u64);
    for said in &said {
        write_number(&mut out, kinds[&said.kind]);
        write_number(&mut out, u64::from(said.commented));
        out.extend(said.score.to_le_bytes());
    }
    let (who, what, said) = (places(&who), places(&what), places(&said));
    write_number(&mut out, sorted.len() as u64);
    for ((about, was), counts) in &sorted {
        write_number(&mut out, what[about]);
        write_number(&mut out, said[was]);
        write_number(&mut out, counts.len() as u64);
    }
    let counts = || sorted.values().flatten();
    for column in [
        Column::narrowest(counts().map(|(whose, _)| who[whose])),
        Column::narrowest(counts().map(|(_, count)| *count)),
    ] {
        out.push(column.width());
        write_bytes(&mut out, column.bytes());
    }
    out
}

fn places<T: Copy + Ord>(sorted: &BTreeSet<T>) -> BTreeMap<T, u64> {
    sorted.iter().copied().zip(0..).collect()
}

/// Unpacks what [`pack`] made; `None` when the bytes are damaged, or not of a layout or with kinds known here.
pub fn unpack(bytes: &[u8]) -> Option<Cells> {
    let mut bytes = Bytes::of(bytes);
    if bytes.byte()? != LAYOUT {
        return None;
    }
    let ids = bytes.many(|bytes| Uuid::from_slice(bytes.take(16)?).ok())?;
    let channels = bytes.many(|bytes| Channel::try_from_value(&bytes.text()?).ok())?;
    let kinds = bytes.many(|bytes| Kind::try_from_value(&bytes.text()?).ok())?;
    let id = |bytes: &mut Bytes| ids.get(bytes.place()?).copied();
    let who = bytes.many(|bytes| {
        Some(Who {
            agent: id(bytes)?,
            team: id(bytes)?,
        })
    })?;
    let what = bytes.many(|bytes| {
        Some(What {
            product: id(bytes)?,
            touchpoint: id(bytes)?,
            survey: id(bytes)?,
            channel: *channels.get(bytes.place()?)?,
        })
    })?;
    let said = bytes.many(|bytes| {
        Some(Said {
            kind: *kinds.get(bytes.place()?)?,
            commented: bytes.place()? == 1,
            score: i16::from_le_bytes(bytes.take(2)?.try_into().ok()?),
        })
    })?;
    let mut end = 0_usize;
    let mut segments = bytes.many(|bytes| {
        let (what_at, said_at) = (bytes.place()?, bytes.place()?);
        let from = end;
        end = end.checked_add(bytes.place()?)?;
        let known = what_at < what.len() && said_at < said.len();
        known.then_some(Segment {
            what: what_at,
            said: said_at,
            from,
            to: end,
            total: 0,
        })
    })?;
    let mut column = || Column::of(bytes.byte()?, bytes.sized()?.to_vec());
    let (whose, counts) = (column()?, column()?);
    let whole = bytes.is_empty() && whose.len() == end && counts.len() == end;
    if !whole || whose.iter(0..end).any(|place| place >= who.len() as u64) {
        return None;
    }
    for segment in &mut segments {
        let counts = counts.iter(segment.from..segment.to);
        segment.total = counts.fold(0, u64::wrapping_add);
    }
    Some(Cells {
        who,
        what,
        said,
        segments,
        whose,
        counts,
    })
}

impl Cells {
    /// Every count with what it is of.
    pub fn iter(&self) -> impl Iterator<Item = (Who, What, Said, u64)> + '_ {
        self.segments.iter().flat_map(|segment| {
            let counts = self.counts.iter(segment.from..segment.to);
            let whose = self.whose.iter(segment.from..segment.to);
            whose.zip(counts).map(|(whose, count)| {
                let (what, said) = (self.what[segment.what], self.said[segment.said]);
                (self.who[whose as usize], what, said, count)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Known = BTreeMap<(Who, What, Said), u64>;

    fn id() -> impl Strategy<Value = Uuid> {
        (0_u128..6).prop_map(Uuid::from_u128)
    }

    fn cell() -> impl Strategy<Value = (Who, What, Said)> {
        let who = (id(), id()).prop_map(|(agent, team)| Who { agent, team });
        let channel = proptest::sample::select(Channel::ALL.to_vec());
        let what =
            (id(), id(), id(), channel).prop_map(|(product, touchpoint, survey, channel)| What {
                product,
                touchpoint,
                survey,
                channel,
            });
        let kind = proptest::sample::select(vec![Kind::Answered, Kind::Asked, Kind::Bounced]);
        let said = (kind, any::<bool>(), any::<i16>()).prop_map(|(kind, commented, score)| Said {
            kind,
            commented,
            score,
        });
        (who, what, said)
    }

    fn known() -> impl Strategy<Value = Known> {
        let count = prop_oneof![1_u64..4, 200_u64..70_000, any::<u64>()];
        proptest::collection::btree_map(cell(), count, 0..80)
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(known in known()) {
            let bytes = pack(known.iter().map(|((who, what, said), count)| (*who, *what, *said, *count)));
            let cells = unpack(&bytes).expect("readable");
            let found: Known = cells.iter().map(|(who, what, said, count)| ((who, what, said), count)).collect();
            prop_assert_eq!(&found, &known);
            prop_assert_eq!(cells.iter().count(), known.len());
            for segment in &cells.segments {
                let whose: Vec<u64> = cells.whose.iter(segment.from..segment.to).collect();
                prop_assert!(whose.is_sorted());
            }
        }

        #[test]
        fn order_and_parts_do_not_matter(known in known(), at in any::<proptest::sample::Index>()) {
            let mut halves: Vec<(Who, What, Said, u64)> = known.iter()
                .flat_map(|((who, what, said), count)| [count / 2, count - count / 2].map(|part| (*who, *what, *said, part)))
                .collect();
            let whole = pack(known.iter().map(|((who, what, said), count)| (*who, *what, *said, *count)));
            if !halves.is_empty() {
                let at = at.index(halves.len());
                halves.rotate_left(at);
            }
            prop_assert_eq!(pack(halves), whole);
        }

        #[test]
        fn damage_is_never_a_panic(known in known(), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = pack(known.iter().map(|((who, what, said), count)| (*who, *what, *said, *count)));
            let cut = at.index(bytes.len());
            prop_assert!(unpack(&bytes[..cut]).is_none());
            bytes[cut] = byte;
            if let Some(cells) = unpack(&bytes) {
                prop_assert!(cells.iter().count() <= bytes.len());
            }
        }
    }

    #[test]
    fn nothing_packs_into_a_few_bytes_and_a_count_into_three() {
        assert_eq!(pack([]).len(), 12);
        let said = Said {
            kind: Kind::Answered,
            commented: false,
            score: 5,
        };
        let what = What {
            product: Uuid::nil(),
            touchpoint: Uuid::nil(),
            survey: Uuid::nil(),
            channel: Channel::Phone,
        };
        let many = |n: u128| {
            let of = (0..n).map(|n| Who {
                agent: Uuid::from_u128(n),
                team: Uuid::nil(),
            });
            let said = |score| Said { score, ..said };
            of.flat_map(move |who| (1..=5).map(move |score| (who, what, said(score), 1)))
        };
        let bytes = pack(many(1_000)).len();
        assert!(bytes < 1_000 * (16 + 4) + 5_000 * 3 + 100, "{bytes}");
    }
}
