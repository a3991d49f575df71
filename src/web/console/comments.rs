//! What customers wrote: searched, counted, and what it has to do with the score. Any figure elsewhere may link here.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame, groups, paging, picks, remarks, responses, score,
    view::View,
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        responses::{
            listing::{self, Shown},
            phrase::marked,
            search::Search,
        },
        scores::{
            comments::{Comments, LookedFor, MOST, comments},
            distribution::Distribution,
            feeling::Feeling,
            reading::Selection,
            summary::{Summary, summary},
        },
    },
    ids::ResponseId,
    web::ui::{
        badge::Tone,
        figure::{count, counted},
        flash::flash,
        form::{self, Choice, Field, Filters, field, select},
        table,
    },
};

pub const PATH: &str = "/comments";
/// What is looked for; the rest of the address says in which comments.
const LOOKING: [&str; 3] = ["search", "theme", "feel"];

/// `GET /comments`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let view = view.without("has_comment");
    let period = view.period(visitor.today(view.get("brand")));
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(visitor.brand_ids()),
        rules: app.config.display,
    };
    let looked_for = LookedFor {
        search: Search::parse(view.value("search")),
        theme: view.get("theme").map(str::to_owned),
        feeling: view.get("feel").and_then(Feeling::parse),
        after: paging::after(&view).map(|(at, id)| (at, ResponseId(id))),
        limit: paging::LIMIT as usize + 1,
    };
    let said = comments(&app.db, &selection, &looked_for, visitor.now).await?;
    let remarks = remarks::Remarks {
        metric: selection.metric,
        said: &said,
        base: &base(&view),
        manages: visitor.member.role.manages(),
        brands: &visitor.brands,
        steps: selection.rules.steps,
    };
    match view.get("format") {
        Some(remarks::THEMES) => return remarks.themes_sheet(period).download(),
        Some(remarks::WORDS) => return remarks.words_sheet(period).download(),
        _ => {}
    }
    let listed = said.listed.iter().copied();
    let mut found = listing::of_ids(app.db.read(), &selection.filter.brands, listed).await?;
    let pager = paging::cut(&mut found, &view, PATH, |shown| {
        (shown.row.response.changed_at, shown.row.response.id.0)
    });
    if view.wants_csv() {
        return responses::sheet("comments", &visitor, &found, period).download();
    }
    let looking = LOOKING.iter().any(|name| view.get(name).is_some());
    let mut shell = frame::shell(&app, &visitor, "Comments", PATH, &view).await;
    shell.download = Some(view.csv(PATH));
    shell.lead = Some(html! {
        @if looking { (count(said.found.total())) " of " }
        (counted(said.all.total(), "comment", "comments")) " written with an answer to "
        (score::short(selection.metric)) ", " (dates::period(period))
        @if said.cut { ". Only the newest " (count(MOST as u64)) " are read: choose a shorter period for the rest" }
    });
    shell.tabs = Some(groups::metrics(&view, PATH));
    shell.flash = done(&view);
    shell.filters = Some(form::filters(&bar(&app, &visitor, &view, &said).await?));
    if said.all.is_empty() {
        let nothing = nothing(&app, &visitor, &view, &selection).await?;
        return Ok(shell.render(nothing).into_response());
    }
    let list = list(&visitor, &view, &said, &found, &looked_for, &pager);
    let content = html! {
        div class="stack" {
            @if view.get("after").is_some() {
                (list)
            } @else {
                (answers(&view, &selection, &said, looking))
                @if looking { (list) }
                (remarks.themes())
                (remarks.words())
                @if !looking { (list) }
            }
        }
    };
    Ok(shell.render(content).into_response())
}

/// The view of all comments of the period and the filters, whatever is looked for in them.
fn base(view: &View) -> View {
    let bare = view.without("after").without("done").without("format");
    LOOKING.iter().fold(bare, |view, name| view.without(name))
}

fn done(view: &View) -> Option<Markup> {
    let words = match view.get("done")? {
        "added" => "The theme is there. It is looked for in all comments, old and new.",
        "changed" => "The theme is changed.",
        "removed" => "The theme is removed. The comments are as they were.",
        _ => return None,
    };
    Some(flash(Tone::Good, words))
}

async fn bar(
    app: &App,
    visitor: &Visitor,
    view: &View,
    said: &Comments,
) -> Result<Filters, PageError> {
    let bare = view.without("after").without("done");
    let bar = picks::bar(app.db.read(), visitor, &bare, PATH).await?;
    let mut bar = picks::uncompared(bar, view);
    let feelings = [
        Choice::new("", "All customers"),
        Choice::new(Feeling::Unhappy.code(), "Unhappy"),
        Choice::new(Feeling::Happy.code(), "Happy"),
    ];
    let mut themes = vec![Choice::new("", "Any theme or none")];
    let names = said.themes.iter().map(|share| &share.theme.name);
    themes.extend(names.map(|name| Choice::new(name, name)));
    let theme = said.theme.as_ref().map(|theme| theme.name.as_str());
    let theme = theme.unwrap_or(view.value("theme"));
    if !themes.iter().any(|choice| choice.value == theme) {
        themes.push(Choice::new(theme, theme));
    }
    bar.first.insert(0, search(view));
    bar.first.insert(
        1,
        select("feel", "Written by", &feelings, view.value("feel")),
    );
    let number = |name, label| {
        field(&Field {
            name,
            label,
            kind: "number",
            value: view.value(name),
            ..Field::default()
        })
    };
    let own = [
        select("theme", "Theme", &themes, theme),
        number("score_min", "Score from"),
        number("score_max", "Score to"),
    ];
    bar.more.splice(0..0, own);
    Ok(bar)
}

fn search(view: &View) -> Markup {
    html! {
        div class="field field-search" {
            label for="search" { "Search for" }
            input id="search" name="search" type="search" value=(view.value("search")) maxlength="200"
                dir="auto" autocomplete="off" aria-describedby="search-hint";
            p class="sr-only" id="search-hint" { (HOW) }
        }
    }
}

/// How a search finds, in plain words.
const HOW: &str = "All words must occur. A word is found at the beginning of words, “wait” in “waiting”; \
                   “in quotes” only exactly so. Capitals and accents do not matter.";

/// Why there are no comments: nobody answered, or nobody who did wrote one.
async fn nothing(
    app: &App,
    visitor: &Visitor,
    view: &View,
    selection: &Selection,
) -> Result<Markup, PageError> {
    if summary(&app.db, selection).await?.responses() == 0 {
        return empty::scores(app, visitor, view, PATH).await;
    }
    let chips = picks::chips(visitor, &base(view), PATH);
    Ok(table::empty(
        "Nobody wrote a comment here",
        html! {
            p {
                "There are answers, but none came with words. They are under "
                a href=(base(view).answers()) { "responses" } "; comments may be found over a longer period"
                @if chips.is_empty() { "." } @else { " or with a filter less:" }
            }
            @if !chips.is_empty() {
                ul class="widen" { @for chip in &chips { li { a href=(chip.without) { "without " bdi { (chip.label) } } } } }
            }
        },
    ))
}

/// How those who wrote these comments answered, beside all who wrote one.
fn answers(view: &View, selection: &Selection, said: &Comments, looking: bool) -> Markup {
    let all = answered(selection, &said.all);
    if !looking {
        return html! {
            section class="panel" {
                (score::distributed_as("How those answered who wrote a comment", &all, |value| Some(with_score(&base(view), value))))
            }
        };
    }
    let (found, total) = (said.found.total(), said.all.total());
    html! {
        section class="panel" aria-labelledby="found" {
            h2 id="found" { (count(found)) " of " (counted(total, "comment", "comments")) }
            @if found > 0 {
                div class="beside" {
                    div { (score::distributed_as("Found", &answered(selection, &said.found), |value| Some(with_score(view, value)))) }
                    div { (score::distributed_as("All comments", &all, |value| Some(with_score(&base(view), value)))) }
                }
            }
        }
    }
}

/// The comments that came with this answer.
fn with_score(view: &View, value: i32) -> String {
    let value = value.to_string();
    let view = view.without("after").without("done");
    view.with("score_min", &value)
        .with("score_max", &value)
        .href(PATH)
}

fn answered(selection: &Selection, answers: &Distribution) -> Summary {
    let mut summary = Summary::empty(selection.metric, selection.rules.steps);
    summary.answers = answers.clone();
    summary
}

fn list(
    visitor: &Visitor,
    view: &View,
    said: &Comments,
    found: &[Shown],
    looked_for: &LookedFor,
    pager: &Markup,
) -> Markup {
    let looking = LOOKING.iter().any(|name| view.get(name).is_some());
    let looks_for_nothing = view.get("search").is_some() && looked_for.search.is_empty();
    html! {
        section class="panel" aria-labelledby="list" {
            div class="section-head" {
                h2 id="list" { @if view.get("after").is_some() { "Older comments" } @else if looking { "What was found, the newest first" } @else { "Newest comments" } }
            }
            @if looks_for_nothing {
                p class="hint" { "There is no word in what you typed, only signs, so all comments are here." }
            } @else if view.get("search").is_some() {
                p class="hint" { (HOW) }
            }
            @if found.is_empty() {
                (table::empty("No comment is like that", html! {
                    p { a href=(base(view).href(PATH)) { "See all comments" } ", try fewer words or the beginning of a word, or choose a longer period." }
                }))
            } @else {
                (responses::entries_with(visitor, found, |shown, comment| {
                    written(shown, comment, said, looked_for)
                }))
            }
        }
        (pager)
    }
}

/// The comment with what was looked for marked in it.
fn written(shown: &Shown, comment: &str, said: &Comments, looked_for: &LookedFor) -> Markup {
    let of_theme = said.theme.iter();
    let of_theme = of_theme.flat_map(|theme| theme.phrases(shown.row.response.brand_id));
    let phrases: Vec<_> = looked_for.search.phrases().iter().chain(of_theme).collect();
    html! {
        @for piece in marked(comment, &phrases) {
            @if piece.found { mark { (piece.text) } } @else { (piece.text) }
        }
    }
}
