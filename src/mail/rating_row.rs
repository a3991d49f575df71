//! The scale as a row of links: table cells that Outlook, Gmail and a phone all show, each a target of 44 px or more.
//! Up to seven values carry their words; a longer scale is digits with the ends named. Called by the letters that ask.

use maud::{Markup, PreEscaped, html};

use super::invitation_letter::Rating;
use super::layout::{FONT, Paint};
use crate::words::{Voice, text};

/// The card's inner width.
const WIDTH: usize = 526;

/// From so many values on the row is two halves, which stand side by side where there is room.
const HALVES_FROM: usize = 6;

/// A longer scale has no room for words.
const WORDS_UP_TO: usize = 7;

/// The width of a letter of a word, generously, and what a cell has around its words.
const LETTER: usize = 7;
const AROUND: usize = 9;

/// The row, lowest value first in reading direction.
pub fn rating_row(voice: Voice<'_>, dir: &str, paint: Paint, ratings: &[Rating]) -> Markup {
    let worded = ratings.len() <= WORDS_UP_TO;
    let first_half = if ratings.len() < HALVES_FROM {
        ratings.len()
    } else {
        ratings.len().div_ceil(2)
    };
    let (first, second) = ratings.split_at(first_half);
    // words that would break in one row of seven get two rows
    let abreast =
        !worded || longest_word(ratings) * LETTER + AROUND <= WIDTH / ratings.len().max(1);
    let in_a_row = if abreast { ratings.len() } else { first_half };
    let share = |half: &[Rating]| WIDTH * half.len() / in_a_row.max(1);
    html! {
        (ghost("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td valign=\"top\">"))
        (half(voice, dir, paint, first, ratings.last(), share(first), worded))
        @if !second.is_empty() {
            (ghost(if abreast { "</td><td valign=\"top\">" } else { "</td></tr><tr><td valign=\"top\">" }))
            (half(voice, dir, paint, second, ratings.last(), share(second), worded))
        }
        (ghost("</td></tr></table>"))
        @if !worded { (ends(dir, ratings)) }
        div style="height:14px;line-height:14px;font-size:14px" { (PreEscaped("&nbsp;")) }
    }
}

/// How many letters the longest word has that a line cannot be broken in.
fn longest_word(ratings: &[Rating]) -> usize {
    let words = ratings
        .iter()
        .flat_map(|rating| rating.word.split([' ', '-']));
    // ideographs and kana break anywhere
    let letters = |word: &str| word.chars().filter(|c| *c < '\u{3000}').count();
    words.map(letters).max().unwrap_or_default()
}

/// A rating said in one line: "4 of 5, Satisfied".
pub fn spoken(voice: Voice<'_>, rating: &Rating, highest: Option<&Rating>) -> String {
    let max = highest.map_or(rating.value, |highest| highest.value);
    let key = if rating.word.is_empty() {
        "scale-value"
    } else {
        "scale-value-word"
    };
    text(
        voice,
        key,
        &[
            ("value", rating.value.into()),
            ("max", max.into()),
            ("word", rating.word.as_str().into()),
        ],
    )
}

fn half(
    voice: Voice<'_>,
    dir: &str,
    paint: Paint,
    ratings: &[Rating],
    highest: Option<&Rating>,
    width: usize,
    worded: bool,
) -> Markup {
    let cell = format!("{}%", 100 / ratings.len().max(1));
    // takes back the space before the first cell, so that the row begins where the text does
    let margin = if dir == "rtl" {
        "margin-right:-3px"
    } else {
        "margin-left:-3px"
    };
    html! {
        div.aw-half[worded] dir=(dir) style={ "display:inline-block;vertical-align:top;width:100%;max-width:" (width) "px;" (margin) } {
            table.aw-rows[worded] role="presentation" width="100%" cellpadding="0" cellspacing="3" border="0"
                style="border-collapse:separate;border-spacing:3px;table-layout:fixed" {
                tr {
                    @for rating in ratings {
                        td.aw-rate width=(cell) align="center" valign="top"
                            style={ "background:#f5f8fb;border:1px solid " (paint.edge()) ";border-radius:9px;mso-padding-alt:10px 2px 10px 2px" } {
                            (tap(voice, paint, rating, highest, worded))
                        }
                    }
                }
            }
        }
    }
}

fn tap(
    voice: Voice<'_>,
    paint: Paint,
    rating: &Rating,
    highest: Option<&Rating>,
    worded: bool,
) -> Markup {
    let name = (!worded || rating.word.is_empty()).then(|| spoken(voice, rating, highest));
    html! {
        a.aw-tap href=(rating.url) aria-label=[name]
            style={ (FONT) "display:block;padding:10px 2px;text-align:center;text-decoration:none;color:#27313d;overflow-wrap:break-word" } {
            // the space before each tag is wanted: a digit glued to a tag looks like a trick to spam filters
            span.aw-num style={ "font-size:20px;line-height:26px;font-weight:700;color:" (paint.ink()) } { (rating.value) " " }
            @if worded && !rating.word.is_empty() {
                br;
                span.aw-word style="font-size:12px;line-height:16px;color:#3b4754" { (rating.word) " " }
            }
        }
    }
}

fn ends(dir: &str, ratings: &[Rating]) -> Markup {
    let end = |rating: Option<&Rating>| {
        rating
            .map(|r| format!("{}: {}", r.value, r.word))
            .unwrap_or_default()
    };
    let (near, far) = if dir == "rtl" {
        ("right", "left")
    } else {
        ("left", "right")
    };
    let style = format!("{FONT}font-size:13px;line-height:20px;color:#566270;padding:4px 0 0");
    html! {
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
            tr {
                td.aw-soft align=(near) valign="top" width="50%" style=(style) { (end(ratings.first())) }
                td.aw-soft align=(far) valign="top" width="50%" style=(style) { (end(ratings.last())) }
            }
        }
    }
}

/// Markup only Outlook reads, which knows no inline-block.
fn ghost(markup: &str) -> Markup {
    PreEscaped(format!("<!--[if mso]>{markup}<![endif]-->"))
}
