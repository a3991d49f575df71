//! Lists in pages: a page begins after the last entry of the one before, so that nothing moves while one reads.

use chrono::{DateTime, TimeZone, Utc};
use maud::Markup;
use uuid::Uuid;

use super::view::View;
use crate::web::ui::{
    figure::{count, counted},
    table::pager,
};

/// Entries of a page.
pub const LIMIT: u64 = 50;

/// The last entry of the page before: its instant and id, as `after` in an address.
pub fn after(view: &View) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = view.get("after")?.split_once('.')?;
    Some((
        Utc.timestamp_micros(at.parse().ok()?).single()?,
        id.parse().ok()?,
    ))
}

/// Cuts the one entry too many that says there is another page, and links to it.
pub fn cut<T>(
    rows: &mut Vec<T>,
    view: &View,
    path: &str,
    place: impl Fn(&T) -> (DateTime<Utc>, Uuid),
) -> Markup {
    let more = rows.len() as u64 > LIMIT;
    rows.truncate(LIMIT as usize);
    let older = rows.last().filter(|_| more).map(|last| {
        let (at, id) = place(last);
        view.with("after", &format!("{}.{id}", at.timestamp_micros()))
            .href(path)
    });
    let newest = view.get("after").map(|_| view.without("after").href(path));
    pager(newest, older)
}

/// Which entries a page shows of how many, `what` being their name for one and for more: `51 to 100 of 1,204 letters`.
pub fn range(before: u64, shown: u64, all: u64, what: [&str; 2]) -> String {
    let last = before + shown;
    // Counted a moment later, there may be fewer than were listed.
    let all = all.max(last);
    let counted = counted(all, what[0], what[1]);
    if all == 1 {
        return counted;
    }
    format!("{} to {} of {counted}", count(before + 1), count(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_it_stands() {
        let range = |before, shown, all| range(before, shown, all, ["letter", "letters"]);
        assert_eq!(range(0, 50, 1_204), "1 to 50 of 1,204 letters");
        assert_eq!(range(1_200, 4, 1_204), "1,201 to 1,204 of 1,204 letters");
        assert_eq!(range(0, 1, 0), "1 letter");
    }
}
