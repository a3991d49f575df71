//! A page's figures as a CSV file: exactly what the page shows, in the same order, by the same display rules.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;

use super::error::PageError;
use crate::domain::scores::{metric::Metric, period::Period};

/// One cell. Numbers stay numbers, and what a page does not show stays empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Count(u64),
    /// Written with up to two decimals.
    Number(f64),
    Day(NaiveDate),
    Nothing,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The number where there is one to show.
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

/// A file to take along.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The name of the file without its ending; see [`named`].
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// `agents-csat-2026-10-24-2026-11-22`: which page, what it measures, which days.
pub fn named(page: &str, metric: Option<Metric>, period: Period) -> String {
    let metric = metric
        .map(|metric| format!("-{metric}"))
        .unwrap_or_default();
    format!("{page}{metric}-{}-{}", period.from(), period.to())
}

/// One of several tables in a file.
#[derive(Clone, Debug)]
pub struct Section {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Section {
    pub fn new<const N: usize>(title: impl Into<String>, columns: [&str; N]) -> Self {
        Self {
            title: title.into(),
            columns: columns.map(str::to_owned).into(),
            rows: Vec::new(),
        }
    }

    pub fn with(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// A whole file as a part of another.
    pub fn of(title: impl Into<String>, sheet: Sheet) -> Self {
        Self {
            title: title.into(),
            columns: sheet.columns,
            rows: sheet.rows,
        }
    }
}

/// A page with several tables as one file: each under its title, with an empty line before the next.
#[derive(Clone, Debug)]
pub struct Report {
    /// As of a [`Sheet`].
    pub name: String,
    pub sections: Vec<Section>,
}

impl Sheet {
    /// The file as an answer that a browser saves.
    pub fn download(&self) -> Result<Response, PageError> {
        saved(&self.name, self.bytes()?)
    }

    fn bytes(&self) -> Result<Vec<u8>, PageError> {
        lines(
            [self.columns.iter().map(|label| harmless(label)).collect()]
                .into_iter()
                .chain(
                    self.rows
                        .iter()
                        .map(|row| row.iter().map(written).collect()),
                ),
        )
    }
}

impl Report {
    /// The file as an answer that a browser saves. Sections without a row say nothing and are left out.
    pub fn download(&self) -> Result<Response, PageError> {
        saved(&self.name, self.bytes()?)
    }

    fn bytes(&self) -> Result<Vec<u8>, PageError> {
        let mut all: Vec<Vec<String>> = Vec::new();
        for section in self
            .sections
            .iter()
            .filter(|section| !section.rows.is_empty())
        {
            if !all.is_empty() {
                all.push(Vec::new());
            }
            all.push(vec![harmless(&section.title)]);
            all.push(
                section
                    .columns
                    .iter()
                    .map(|label| harmless(label))
                    .collect(),
            );
            let rows = section.rows.iter();
            all.extend(rows.map(|row| row.iter().map(written).collect()));
        }
        // Every line of a file has as many fields.
        let width = all.iter().map(Vec::len).max().unwrap_or(0);
        for line in &mut all {
            line.resize(width, String::new());
        }
        lines(all)
    }
}

fn saved(name: &str, bytes: Vec<u8>) -> Result<Response, PageError> {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// UTF-8 with the mark by which spreadsheet programs know it.
fn lines(lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, PageError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for line in lines {
        let written = writer.write_record(line);
        written.map_err(|error| PageError::Surprise(error.into()))?;
    }
    writer.into_inner().map_err(|error| {
        PageError::Surprise(anyhow::anyhow!(
            "a table was not written: {}",
            error.error()
        ))
    })
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => {
            let text = format!("{:.2}", number + 0.0);
            let text = text.trim_end_matches('0').trim_end_matches('.');
            if text == "-0" {
                "0".into()
            } else {
                text.into()
            }
        }
        Cell::Day(day) => day.to_string(),
        Cell::Nothing => String::new(),
    }
}

/// Spreadsheet programs run a text that begins like a formula. An apostrophe in front makes it a text again.
pub fn harmless(text: &str) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(formula) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_texts_and_numbers_stay_numbers() {
        let texts = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "a \"b\", c",
            "وكيل",
        ];
        let mut rows: Vec<_> = texts.iter().map(|text| vec![Cell::text(*text)]).collect();
        rows.extend([-12.5, 80.0, -0.001].map(|number| vec![Cell::Number(number)]));
        rows.push(vec![Cell::Count(1204)]);
        let sheet = Sheet {
            name: "x".into(),
            columns: vec!["Name".into()],
            rows,
        };
        let file = String::from_utf8(sheet.bytes().unwrap()).unwrap();
        assert_eq!(
            file,
            "\u{feff}Name\r\n'=1+1\r\n'+1\r\n'-1\r\n'@SUM(A1)\r\n'\tx\r\n\"'\rx\"\r\n\"a \"\"b\"\", c\"\r\nوكيل\r\n-12.5\r\n80\r\n0\r\n1204\r\n"
        );
    }

    #[test]
    fn tables_of_one_file_stand_under_their_titles_with_as_many_fields_in_every_line() {
        let few = Section::new("Few", ["A", "B"]).with([vec![Cell::text("=x"), Cell::Count(1)]]);
        let none = Section::new("None", ["A"]);
        let more = Section::new("-More", ["A", "B", "C"]).with([vec![Cell::Nothing; 3]]);
        let report = Report {
            name: "x".into(),
            sections: vec![few, none, more],
        };
        let file = String::from_utf8(report.bytes().unwrap()).unwrap();
        assert_eq!(
            file,
            "\u{feff}Few,,\r\nA,B,\r\n'=x,1,\r\n,,\r\n'-More,,\r\nA,B,C\r\n,,\r\n"
        );
    }

    #[test]
    fn a_file_is_called_by_its_page_and_its_days() {
        let days = Period::new("2026-10-24".parse().unwrap(), "2026-11-22".parse().unwrap());
        let name = named("agents", Some(Metric::Csat), days.unwrap());
        assert_eq!(name, "agents-csat-2026-10-24-2026-11-22");
    }
}
