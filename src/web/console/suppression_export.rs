//! Suppressions as a file: everything a list shows, on all its pages, as an import takes it.

use super::{
    error::PageError,
    sheet::{Cell, Sheet},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::customers::suppression_list::{self, COLUMNS, Wanted},
};

/// The whole list, as an import takes it.
pub async fn sheet(app: &App, visitor: &Visitor, wanted: Wanted) -> Result<Sheet, PageError> {
    let several = wanted.brands.len() > 1;
    let mut rows = Vec::new();
    let reading = suppression_list::each(app.db.read(), &app.keys, wanted, |some| {
        for row in some {
            let mut cells: Vec<_> = suppression_list::cells(row).map(Cell::Text).into();
            if several {
                let brand = visitor.brands.iter().find(|brand| brand.id == row.brand_id);
                let slug = brand.map(|brand| brand.slug.as_str()).unwrap_or_default();
                cells.push(Cell::text(slug));
            }
            rows.push(cells);
        }
        Ok::<_, sea_orm::DbErr>(())
    });
    reading.await?;
    let mut columns: Vec<String> = COLUMNS.map(str::to_owned).into();
    columns.extend(several.then(|| "brand".to_owned()));
    Ok(Sheet {
        name: "suppressions".into(),
        columns,
        rows,
    })
}
