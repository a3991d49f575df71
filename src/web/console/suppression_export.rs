//! Suppressions as a file: everything a list shows, on all its pages, as an import takes it.

use super::{
    error::PageError,
    sheet::{Cell, Sheet},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::customers::suppression_list::{self, Wanted},
};

/// Suppressions read at a time.
const TOGETHER: u64 = 5_000;

/// The whole list, as an import takes it.
pub async fn sheet(app: &App, visitor: &Visitor, mut wanted: Wanted) -> Result<Sheet, PageError> {
    wanted.after = None;
    let several = wanted.brands.len() > 1;
    let mut rows = Vec::new();
    loop {
        let some = suppression_list::list(app.db.read(), &app.keys, &wanted, TOGETHER).await?;
        for row in &some {
            let brand = visitor.brands.iter().find(|brand| brand.id == row.brand_id);
            let mut cells = vec![
                Cell::text(suppression_list::written(row)),
                Cell::text(row.reason.code()),
                Cell::text(
                    row.created_at
                        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
                ),
                Cell::text(&row.source),
            ];
            let slug = brand.map(|brand| brand.slug.as_str()).unwrap_or_default();
            cells.extend(several.then(|| Cell::text(slug)));
            rows.push(cells);
        }
        let Some(last) = some.last().filter(|_| some.len() as u64 == TOGETHER) else {
            break;
        };
        wanted.after = Some((last.created_at, last.id));
    }
    let mut columns: Vec<String> = ["address", "reason", "since", "source"]
        .map(str::to_owned)
        .into();
    columns.extend(several.then(|| "brand".to_owned()));
    Ok(Sheet {
        name: "suppressions".into(),
        columns,
        rows,
    })
}
