//! Tables of figures: a caption, sorting by links, numbers aligned, cards instead of columns on a phone.

use maud::{Markup, html};

/// What a column holds decides how it is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    /// An interval drawn by `spread`.
    Spread,
}

/// Which way a table is sorted by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// A link that sorts by this column, and how the table is sorted by it at present.
#[derive(Clone, Debug)]
pub struct Sort {
    pub href: String,
    pub now: Option<Direction>,
}

/// One column. The first column of a table names its rows.
#[derive(Clone, Debug)]
pub struct Column {
    pub label: String,
    pub kind: Kind,
    pub sort: Option<Sort>,
}

impl Column {
    pub fn text(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            kind: Kind::Text,
            sort: None,
        }
    }

    pub fn number(label: &str) -> Self {
        Self {
            kind: Kind::Number,
            ..Self::text(label)
        }
    }

    pub fn spread(label: &str) -> Self {
        Self {
            kind: Kind::Spread,
            ..Self::text(label)
        }
    }

    pub fn sorted_by(mut self, href: String, now: Option<Direction>) -> Self {
        self.sort = Some(Sort { href, now });
        self
    }
}

/// A table. Roles are spelled out because a phone shows the rows as cards, and some screen readers
/// forget that a table is one once its display changes.
pub fn table(caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    parted(caption, columns, &[("", rows)])
}

/// A table whose rows come in parts, each but the first under a heading that says what they have in common.
pub fn parted(caption: &str, columns: &[Column], parts: &[(&str, &[Vec<Markup>])]) -> Markup {
    let sortable = columns.iter().any(|column| column.sort.is_some());
    html! {
        table class="table" role="table" {
            caption { (caption) }
            thead role="rowgroup" class=[sortable.then_some("sortable")] {
                tr role="row" {
                    @for column in columns { (heading(column)) }
                }
            }
            @for (heading, rows) in parts {
                tbody role="rowgroup" {
                    @if !heading.is_empty() {
                        tr class="table-part" role="row" {
                            th scope="rowgroup" role="rowheader" colspan=(columns.len()) { (heading) }
                        }
                    }
                    @for row in rows.iter() {
                        tr role="row" {
                            @for (i, (cell, column)) in row.iter().zip(columns).enumerate() {
                                @if i == 0 {
                                    th scope="row" role="rowheader" { (cell) }
                                } @else {
                                    td role="cell" class=[class(column.kind)] data-label=(column.label) { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    let order = column.sort.as_ref().map(|sort| match sort.now {
        Some(Direction::Ascending) => "ascending",
        Some(Direction::Descending) => "descending",
        None => "none",
    });
    html! {
        th scope="col" role="columnheader" class=[class(column.kind)] aria-sort=[order] {
            @if let Some(sort) = &column.sort {
                a href=(sort.href) {
                    (column.label)
                    span class="sort" aria-hidden="true" {
                        @match sort.now {
                            Some(Direction::Ascending) => "↑",
                            Some(Direction::Descending) => "↓",
                            None => "↕",
                        }
                    }
                }
            } @else {
                (column.label)
            }
        }
    }
}

fn class(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Text => None,
        Kind::Number => Some("number"),
        Kind::Spread => Some("spread-cell"),
    }
}

/// What stands where a table would be when there is nothing to list: what it means, and what to do next.
pub fn empty(title: &str, next: Markup) -> Markup {
    html! {
        div class="empty" {
            p class="empty-title" { (title) }
            div class="empty-next" { (next) }
        }
    }
}

/// Links to the first page of a list and to the next.
pub fn pager(newest: Option<String>, older: Option<String>) -> Markup {
    html! {
        @if newest.is_some() || older.is_some() {
            nav class="pager" aria-label="Pages" {
                @if let Some(href) = newest { a class="button button-quiet" rel="first" href=(href) { "Newest" } }
                @if let Some(href) = older { a class="button button-quiet" rel="next" href=(href) { "Older" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_column_says_so_and_names_are_escaped() {
        let columns = [
            Column::text("Agent").sorted_by("?sort=name".into(), None),
            Column::number("Score").sorted_by("?sort=score".into(), Some(Direction::Descending)),
        ];
        let page = table(
            "Agents",
            &columns,
            &[vec![html! { "<b>Ana" }, html! { "84" }]],
        )
        .into_string();
        assert!(page.contains(r#"aria-sort="descending""#) && page.contains(r#"aria-sort="none""#));
        assert!(page.contains("&lt;b&gt;Ana") && !page.contains("<b>"));
        assert!(page.contains(r#"data-label="Score""#));
    }
}
