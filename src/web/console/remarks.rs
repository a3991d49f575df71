//! What the comments have in common, on the page of comments: themes with what they do to the score, and the words
//! that tell unhappy comments from happy ones. Every number leads to its comments.

use maud::{Markup, html};

use super::{
    comments::PATH,
    score,
    sheet::{self, Cell, Sheet},
    view::View,
};
use crate::{
    domain::{
        organization::brand,
        responses::search::Search,
        scores::{
            comments::Comments,
            feeling::Feeling,
            impact::Impact,
            metric::Metric,
            period::Period,
            showing::{Showing, Steps},
            themes::{Part, Theme, ThemeShare},
            vocabulary::{MIN_COMMENTS, TIMES, Word, Words},
        },
    },
    web::ui::{
        badge,
        figure::{count, counted, decimal},
        table::{Column, table},
    },
};

/// The `format` of an address that wants the themes as a file.
pub const THEMES: &str = "csv-themes";
/// The same for the words.
pub const WORDS: &str = "csv-words";
/// Words shown of each group.
const MOST_WORDS: usize = 12;

/// What both parts are drawn from.
pub struct Remarks<'a> {
    pub metric: Metric,
    pub said: &'a Comments,
    /// The page without anything looked for: links add to it.
    pub base: &'a View,
    pub manages: bool,
    pub brands: &'a [brand::Model],
    pub steps: Steps,
}

impl Remarks<'_> {
    /// The themes with their part in the comments and in the score.
    pub fn themes(&self) -> Markup {
        let metric = score::short(self.metric);
        let columns = [
            Column::text("Theme"),
            Column::number("Comments"),
            Column::number("Share"),
            Column::number(&format!("{metric} with it")),
            Column::number(&format!("{metric} without it")),
            Column::text("What goes with it"),
        ];
        let rows: Vec<_> = self.said.themes.iter().map(|it| self.theme(it)).collect();
        let brand = self.base.get("brand");
        let brand = brand.map_or(String::new(), |brand| {
            format!("?brand={}", super::view::escaped(brand))
        });
        html! {
            section class="panel" id="themes" aria-labelledby="themes-title" {
                div class="section-head" {
                    h2 id="themes-title" { "Themes" }
                    span class="links" {
                        @if self.manages { a href={ "/themes/new" (brand) } { "Add a theme" } }
                        @if !rows.is_empty() { (self.download(THEMES, "the themes")) }
                    }
                }
                @if rows.is_empty() {
                    p class="soft" {
                        "A theme is a name for words that comments have in common, for instance “Waiting time” for wait, queue and hold. "
                        "It shows in how many comments they are, and how those customers answered. "
                        @if !self.manages { "A manager can add one." }
                    }
                } @else {
                    (table("Themes in all comments of this period, the most frequent first.", &columns, &rows))
                    p class="hint panel-foot" {
                        "Compared are the answers that came with a comment, those with the theme and those without. "
                        "It says what goes together, not what would happen if it were mended. "
                        a href="/how#themes" { "How this is computed" }
                    }
                }
            }
        }
    }

    fn theme(&self, share: &ThemeShare) -> Vec<Markup> {
        let Impact {
            theme_score,
            rest_score,
            ..
        } = share.impact;
        let comments = self.said.all.total();
        let of = |n: u64, score: Option<f64>| {
            let showing = self.steps.showing(n);
            html! {
                @match (showing.shows_score(), score) {
                    (true, Some(value)) => {
                        (decimal(value, 0)) (score::unit(self.metric))
                        @if showing == Showing::Few { " " (badge::few_responses(self.steps.full_from)) }
                    },
                    _ => span class="soft" { "–" },
                }
            }
        };
        let href = self.base.with("theme", &share.theme.name).href(PATH);
        vec![
            html! {
                a href=(href) dir="auto" { (share.theme.name) }
                @if self.manages { (self.edit(&share.theme)) }
            },
            html! { a href=(href) { (count(share.responses())) span class="sr-only" { " comments with this theme" } } },
            html! { (percent(share.responses(), comments)) },
            of(share.responses(), theme_score),
            of(comments - share.responses(), rest_score),
            html! { (self.goes_with(share)) },
        ]
    }

    fn impact(&self, share: &ThemeShare) -> Said {
        let rest = self.said.all.total() - share.responses();
        let (Some(figure), Some(interval)) = (share.impact.impact, share.impact.interval) else {
            return Said::Nothing(match (share.responses(), rest) {
                (1.., 0) => "in every comment: nothing to compare with",
                _ => "–",
            });
        };
        let compared = self.steps.showing(share.responses().min(rest));
        if !compared.shows_score() {
            return Said::Nothing("too few comments to say");
        }
        Said::Impact {
            figure,
            low: interval.low,
            high: interval.high,
        }
    }

    /// What a theme does to the score, in words.
    fn goes_with(&self, share: &ThemeShare) -> Markup {
        let name = score::short(self.metric);
        let points = |value: f64| decimal(value.abs(), 1);
        match self.impact(share) {
            Said::Nothing(why) => html! { span class="soft" { (why) } },
            Said::Impact { figure, low, high } if high < 0.0 => html! {
                "pulls " (name) " down by " strong { (points(figure)) " points" } " (" (points(high)) " to " (points(low)) ")"
            },
            Said::Impact { figure, low, high } if low > 0.0 => html! {
                "lifts " (name) " by " strong { (points(figure)) " points" } " (" (points(low)) " to " (points(high)) ")"
            },
            Said::Impact { figure, low, high } => html! {
                span class="soft" { "within noise: " (decimal(figure, 1)) " points (" (decimal(low, 1)) " to " (decimal(high, 1)) ")" }
            },
        }
    }

    fn edit(&self, theme: &Theme) -> Markup {
        let names = |part: &Part| {
            let names = self
                .brands
                .iter()
                .filter(|brand| part.brands.contains(&brand.id));
            names.map(|brand| brand.name.clone()).collect::<Vec<_>>()
        };
        html! {
            span class="sub" {
                @for (i, part) in theme.parts.iter().enumerate() {
                    @if i > 0 { " · " }
                    a href={ "/themes/" (part.id) } {
                        "Edit" span class="sr-only" { " the theme " (theme.name) }
                        @if theme.parts.len() > 1 { " for " bdi { (names(part).join(", ")) } }
                    }
                }
            }
        }
    }

    /// A link to the table beside it as a file.
    fn download(&self, format: &'static str, what: &str) -> Markup {
        html! {
            a href=(self.base.with("format", format).href(PATH)) download rel="nofollow" {
                "CSV" span class="sr-only" { " of " (what) }
            }
        }
    }

    /// The table of themes as a file.
    pub fn themes_sheet(&self, period: Period) -> Sheet {
        let metric = score::short(self.metric);
        let columns = [
            "Theme".to_owned(),
            "Comments".to_owned(),
            "Share in percent".to_owned(),
            format!("{metric} with it"),
            format!("{metric} without it"),
            "Points it goes with".to_owned(),
            "Likely from".to_owned(),
            "Likely to".to_owned(),
            "What goes with it".to_owned(),
        ];
        let all = self.said.all.total();
        let rows = self.said.themes.iter().map(|share| {
            let rest = all - share.responses();
            let of = |n, score: Option<f64>| {
                Cell::number(score.filter(|_| self.steps.showing(n).shows_score()))
            };
            let said = self.impact(share);
            let [figure, low, high] = match said {
                Said::Impact { figure, low, high } => [figure, low, high].map(Cell::Number),
                Said::Nothing(_) => [Cell::Nothing, Cell::Nothing, Cell::Nothing],
            };
            vec![
                Cell::text(&share.theme.name),
                Cell::Count(share.responses()),
                Cell::number(share.impact.share),
                of(share.responses(), share.impact.theme_score),
                of(rest, share.impact.rest_score),
                figure,
                low,
                high,
                Cell::text(match said {
                    Said::Impact { high, .. } if high < 0.0 => format!("pulls {metric} down"),
                    Said::Impact { low, .. } if low > 0.0 => format!("lifts {metric}"),
                    Said::Impact { .. } => "within noise".to_owned(),
                    Said::Nothing(why) => why.to_owned(),
                }),
            ]
        });
        Sheet {
            name: sheet::named("comments-themes", Some(self.metric), period),
            columns: columns.into(),
            rows: rows.collect(),
        }
    }

    /// The words as a file, those of both groups one under the other.
    pub fn words_sheet(&self, period: Period) -> Sheet {
        let words = &self.said.words;
        let columns = [
            "Word".to_owned(),
            "More often in".to_owned(),
            format!("In {} unhappy comments", words.unhappy_comments),
            format!("In {} happy comments", words.happy_comments),
        ];
        let group = |words: &[Word], group: &str| -> Vec<Vec<Cell>> {
            let words = words.iter().take(MOST_WORDS);
            let row = |word: &Word| {
                vec![
                    Cell::text(&word.spelling),
                    Cell::text(group),
                    Cell::Count(word.unhappy),
                    Cell::Count(word.happy),
                ]
            };
            words.map(row).collect()
        };
        let mut rows = group(&words.unhappy, "unhappy comments");
        rows.extend(group(&words.happy, "happy comments"));
        Sheet {
            name: sheet::named("comments-words", Some(self.metric), period),
            columns: columns.into(),
            rows,
        }
    }

    /// The words that tell unhappy comments from happy ones.
    pub fn words(&self) -> Markup {
        let words = &self.said.words;
        html! {
            section class="panel" aria-labelledby="words" {
                div class="section-head" {
                    h2 id="words" { "Words that tell them apart" }
                    @if why_none(words).is_none() { (self.download(WORDS, "the words")) }
                }
                @if let Some(why) = why_none(words) {
                    p class="soft" { (why) }
                } @else {
                    div class="beside" {
                        div { (self.group("More often in unhappy comments", &words.unhappy)) }
                        div { (self.group("More often in happy comments", &words.happy)) }
                    }
                    p class="hint panel-foot" {
                        "Only words in at least " (MIN_COMMENTS) " comments, with " (TIMES) " times the odds in one group or more, "
                        "and a difference larger than chance would give. "
                        "A comment counts once, however often it says the word."
                    }
                }
            }
        }
    }

    fn group(&self, title: &str, words: &[Word]) -> Markup {
        if words.is_empty() {
            return html! {
                h3 { (title) }
                p class="soft" { "No word is clearly more often in these." }
            };
        }
        let said = &self.said.words;
        let columns = [
            Column::text("Word"),
            Column::number(&format!("In {} unhappy", count(said.unhappy_comments))),
            Column::number(&format!("In {} happy", count(said.happy_comments))),
        ];
        let rows: Vec<_> = words
            .iter()
            .take(MOST_WORDS)
            .map(|word| {
                let search = self
                    .base
                    .with("search", &Search::exactly(&word.spelling));
                let number = |n: u64, feeling: Feeling, of: &str| {
                    html! {
                        a href=(search.with("feel", feeling.code()).href(PATH)) {
                            (count(n)) span class="sr-only" { " " (of) " comments with " (word.spelling) }
                        }
                    }
                };
                vec![
                    html! { a href=(search.href(PATH)) dir="auto" { (word.spelling) } },
                    number(word.unhappy, Feeling::Unhappy, "unhappy"),
                    number(word.happy, Feeling::Happy, "happy"),
                ]
            })
            .collect();
        html! { div class="words" { (table(title, &columns, &rows)) } }
    }
}

/// Why there are no words, where there are none.
fn why_none(words: &Words) -> Option<String> {
    let (unhappy, happy) = (words.unhappy_comments, words.happy_comments);
    if !words.unhappy.is_empty() || !words.happy.is_empty() {
        return None;
    }
    let there_are = format!(
        "There are {} and {}.",
        counted(unhappy, "unhappy comment", "unhappy comments"),
        counted(happy, "happy one", "happy ones")
    );
    Some(
        if unhappy + happy < MIN_COMMENTS || unhappy == 0 || happy == 0 {
            format!(
                "{there_are} That is too few to tell the two apart by their words: a word must be in at least {MIN_COMMENTS} comments."
            )
        } else {
            format!(
                "{there_are} No word in at least {MIN_COMMENTS} of them is so much more often in one group that it could not be chance."
            )
        },
    )
}

/// What can be said of a theme's part in the score.
enum Said {
    Impact {
        figure: f64,
        low: f64,
        high: f64,
    },
    /// Nothing, and why.
    Nothing(&'static str),
}

/// A share in percent; a small part never reads as nothing.
fn percent(part: u64, total: u64) -> String {
    match part as f64 / total.max(1) as f64 * 100.0 {
        _ if part == 0 => "0%".into(),
        share if share < 1.0 => "<1%".into(),
        share => format!("{}%", decimal(share, 0)),
    }
}
