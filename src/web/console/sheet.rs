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

impl Sheet {
    /// The file as an answer that a browser saves.
    pub fn download(&self) -> Result<Response, PageError> {
        let name: String = self
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '-' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}.csv\""),
            ),
        ];
        Ok((headers, self.bytes()?).into_response())
    }

    /// UTF-8 with the mark by which spreadsheet programs know it.
    fn bytes(&self) -> Result<Vec<u8>, PageError> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        let surprise = |error: csv::Error| PageError::Surprise(error.into());
        let columns = self.columns.iter().map(|label| harmless(label));
        writer.write_record(columns).map_err(surprise)?;
        for row in &self.rows {
            writer
                .write_record(row.iter().map(written))
                .map_err(surprise)?;
        }
        writer.into_inner().map_err(|error| {
            PageError::Surprise(anyhow::anyhow!(
                "a table was not written: {}",
                error.error()
            ))
        })
    }
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
fn harmless(text: &str) -> String {
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
    fn a_file_is_called_by_its_page_and_its_days() {
        let days = Period::new("2026-10-24".parse().unwrap(), "2026-11-22".parse().unwrap());
        let name = named("agents", Some(Metric::Csat), days.unwrap());
        assert_eq!(name, "agents-csat-2026-10-24-2026-11-22");
    }
}
