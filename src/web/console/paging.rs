//! Lists in pages: a page begins after the last entry of the one before, so that nothing moves while one reads.

use chrono::{DateTime, TimeZone, Utc};
use maud::Markup;
use uuid::Uuid;

use super::view::View;
use crate::web::ui::table::pager;

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
