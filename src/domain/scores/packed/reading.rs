//! Which days of a period can be read packed, and the others. Called by `scores/reading`.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::adding::Dated;
use super::kept::Kept;
use super::{cells, pieces, versions};
use crate::{domain::scores::period::Period, ids::BrandId};

/// Pieces read with one query.
const AT_ONCE: usize = 100;

/// The packed days by brand and day, and the stretches that are to be read from the tallies, with the brands of each.
pub struct Days {
    pub packed: Vec<Dated>,
    pub others: Vec<(Period, Vec<BrandId>)>,
}

/// Looks what is packed in this view, and brings what is not in memory there.
pub async fn days(
    view: &impl ConnectionTrait,
    kept: &Kept,
    brands: &[BrandId],
    metric: &str,
    period: Period,
) -> Result<Days, DbErr> {
    let mut packed: Vec<Dated> = Vec::new();
    let mut missing: BTreeMap<BrandId, HashMap<NaiveDate, i64>> = BTreeMap::new();
    for (brand, day, version) in versions(view, brands, metric, period).await? {
        match kept.find(&(brand, metric.to_owned(), day), version) {
            Some(counts) => packed.push((brand, day, counts)),
            None => drop(missing.entry(brand).or_default().insert(day, version)),
        }
    }
    for (brand, missing) in missing {
        let days: Vec<NaiveDate> = missing.keys().copied().collect();
        for days in days.chunks(AT_ONCE) {
            for (day, bytes) in pieces(view, brand, metric, days).await? {
                let Some(cells) = cells::unpack(&bytes) else {
                    // The tallies are there all the same, and `scores verify` says what is wrong.
                    tracing::warn!(%brand, %day, metric, "a packed day cannot be read");
                    continue;
                };
                if let Some(version) = missing.get(&day) {
                    let key = (brand, metric.to_owned(), day);
                    packed.push((brand, day, kept.keep(key, *version, cells)));
                }
            }
        }
    }
    packed.sort_unstable_by_key(|(brand, day, _)| (*brand, *day));
    let others = others(brands, period, &packed);
    Ok(Days { packed, others })
}

/// What is left of the period for each brand, brands with the same stretch together.
fn others(brands: &[BrandId], period: Period, packed: &[Dated]) -> Vec<(Period, Vec<BrandId>)> {
    let mut others: BTreeMap<(NaiveDate, NaiveDate), Vec<BrandId>> = BTreeMap::new();
    for brand in brands {
        let first = packed.partition_point(|(other, _, _)| other < brand);
        let own = packed[first..]
            .iter()
            .take_while(|(other, _, _)| other == brand);
        let mut next = Some(period.from());
        for (_, day, _) in own {
            if let Some(from) = next.filter(|from| from < day)
                && let Some(to) = day.pred_opt()
            {
                others.entry((from, to)).or_default().push(*brand);
            }
            next = day.succ_opt();
        }
        if let Some(from) = next.filter(|from| *from <= period.to()) {
            others.entry((from, period.to())).or_default().push(*brand);
        }
    }
    let stretch = |((from, to), brands)| Some((Period::new(from, to)?, brands));
    others.into_iter().filter_map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::super::cells::{pack, unpack};
    use super::*;
    use sea_orm::prelude::Uuid;

    #[test]
    fn what_is_not_packed_is_left_over() {
        let kept = Kept::default();
        let brand = |n: u128| BrandId(Uuid::from_u128(n));
        let day = |day: u32| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        let dated = |n, on: u32| {
            let cells = unpack(&pack([])).expect("readable");
            (
                brand(n),
                day(on),
                kept.keep((brand(n), "csat".into(), day(on)), 1, cells),
            )
        };
        let period = |from, to| Period::new(day(from), day(to)).expect("a period");
        let packed = [
            dated(1, 1),
            dated(1, 2),
            dated(1, 5),
            dated(2, 3),
            dated(2, 10),
        ];
        assert_eq!(
            others(&[brand(1), brand(2), brand(3)], period(1, 10), &packed),
            [
                (period(1, 2), vec![brand(2)]),
                (period(1, 10), vec![brand(3)]),
                (period(3, 4), vec![brand(1)]),
                (period(4, 9), vec![brand(2)]),
                (period(6, 10), vec![brand(1)]),
            ]
        );
        assert_eq!(others(&[brand(1)], period(1, 2), &packed[..2]), []);
        assert_eq!(
            others(&[brand(1), brand(2)], period(7, 8), &[]),
            [(period(7, 8), vec![brand(1), brand(2)])]
        );
    }
}
