//! What customers answered, one by one: score, comment, further answers, with filters and pages.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame, paging,
    picks::{self, Offered},
    score,
    sheet::{self, Cell, Sheet},
    view::{View, escaped},
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        responses::{
            answer,
            listing::{self, Shown, Wanted},
        },
        scores::{metric::Metric, period::Period, reading::Selection, summary::answered},
        surveys::question::Kind,
    },
    ids::ResponseId,
    web::ui::{
        badge::{Tone, badge},
        form::{self, Choice, Field, field, select},
        share::Shade,
    },
};

const PATH: &str = "/responses";

/// `GET /responses`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let period = view.period(visitor.today(view.get("brand")));
    let wanted = Wanted {
        filter: view.filter(visitor.brand_ids()),
        metric: view
            .get("metric")
            .and_then(Kind::parse)
            .filter(|kind| kind.is_metric()),
        days: Some((period.from(), period.to())),
        after: paging::after(&view).map(|(at, id)| (at, ResponseId(id))),
        ..Wanted::default()
    };
    let mut found = listing::list(app.db.read(), &wanted, paging::LIMIT + 1).await?;
    let before = listing::count_before(app.db.read(), &wanted).await?;
    let pager = paging::cut(&mut found, &view, PATH, |shown| {
        (shown.row.response.changed_at, shown.row.response.id.0)
    });
    if view.wants_csv() {
        return sheet("responses", &visitor, &found, period).download();
    }
    let mut shell = frame::shell(&app, &visitor, "Responses", PATH, &view).await;
    shell.download = Some(view.csv(PATH));
    shell.lead =
        Some(html! { "The newest word of every customer who answered, " (dates::period(period)) });
    let offered = Offered {
        no_comparison: true,
        ..Offered::default()
    };
    let mut bar = picks::bar_with(
        app.db.read(),
        &visitor,
        &view.without("after"),
        PATH,
        offered,
    )
    .await?;
    let mut own = own_filters(&view);
    bar.more.splice(0..0, own.split_off(2));
    bar.first.extend(own);
    bar.kept.retain(|(name, _)| name == "agent");
    shell.filters = Some(form::filters(&bar));
    let all = all(&app, &wanted, period).await?;
    let page = shell.render(html! {
        @if found.is_empty() {
            @if view.get("metric").is_some() {
                (empty::scores(&app, &visitor, &view, PATH).await?)
            } @else {
                (empty::answers(&app, &visitor, &view, PATH).await?)
            }
        } @else {
            section class="panel" aria-labelledby="which" {
                h2 id="which" { (paging::range(before, found.len() as u64, all, ["response", "responses"])) }
                (entries(&visitor, &found))
            }
            (pager)
        }
    });
    Ok(page.into_response())
}

/// How many responses match in all.
async fn all(app: &App, wanted: &Wanted, period: Period) -> Result<u64, PageError> {
    if let Some(metric) = wanted.metric.and_then(|kind| kind.code().parse().ok()) {
        let selection = Selection {
            metric,
            period,
            filter: wanted.filter.clone(),
            rules: app.config.display,
        };
        // The tallies know without looking at each.
        if let Some(all) = answered(&app.db, &selection).await? {
            return Ok(all);
        }
    }
    Ok(listing::count(app.db.read(), wanted).await?)
}

/// The answers of a page, one a line.
pub fn sheet(page: &str, visitor: &Visitor, found: &[Shown], period: Period) -> Sheet {
    let columns = [
        "Answered at",
        "Changed at",
        "Brand",
        "Survey",
        "Metric",
        "Score",
        "Resolved",
        "Comment",
        "Further answers",
        "Agent",
        "Agent key",
        "Team",
        "Product",
        "Touchpoint",
        "Channel",
        "Customer",
        "Interaction",
        "Clock",
    ];
    let rows = found.iter().map(|shown| {
        let (row, response) = (&shown.row, &shown.row.response);
        let clock = visitor.clock(response.brand_id);
        let at = |at: DateTime<Utc>| Cell::text(clock.written(at));
        let maybe = |text: Option<&String>| text.map_or(Cell::Nothing, Cell::text);
        let is_fcr = |answer: &&answer::Model| answer.metric.as_deref() == Some(Metric::Fcr.code());
        let further = shown.answers.iter().filter(|answer| !is_fcr(answer));
        let further: Vec<_> = further
            .map(|answer| format!("{}: {}", spoken(&answer.question), answer.value))
            .collect();
        vec![
            at(response.answered_at),
            at(response.changed_at),
            Cell::text(&row.brand_slug),
            Cell::text(&row.survey_slug),
            Cell::text(&response.metric),
            Cell::Number(f64::from(response.score)),
            maybe(
                shown
                    .answers
                    .iter()
                    .find(is_fcr)
                    .map(|answer| &answer.value),
            ),
            maybe(response.comment.as_ref()),
            Cell::text(further.join("; ")),
            Cell::text(row.agent_name.as_ref().unwrap_or(&row.agent_external_id)),
            Cell::text(&row.agent_external_id),
            maybe(row.team_name.as_ref()),
            maybe(row.product_slug.as_ref()),
            Cell::text(&row.touchpoint_slug),
            Cell::text(picks::channel_name(response.channel.code())),
            Cell::text(row.customer_name.as_ref().unwrap_or(&row.customer_email)),
            Cell::text(&row.interaction_external_id),
            Cell::text(clock.name()),
        ]
    });
    Sheet {
        name: sheet::named(page, None, period),
        columns: columns.map(str::to_owned).into(),
        rows: rows.collect(),
    }
}

fn own_filters(view: &View) -> Vec<Markup> {
    let metrics = Metric::ALL.map(|metric| Choice::new(metric.code(), score::short(metric)));
    let metrics: Vec<_> = std::iter::once(Choice::new("", "Any question"))
        .chain(metrics)
        .collect();
    let comments = [
        ("", "With or without"),
        ("true", "With a comment"),
        ("false", "Without"),
    ];
    let comments = comments.map(|(value, label)| Choice::new(value, label));
    let number = |name, label| {
        field(&Field {
            name,
            label,
            kind: "number",
            value: view.value(name),
            ..Field::default()
        })
    };
    vec![
        select("metric", "Answers to", &metrics, view.value("metric")),
        select(
            "has_comment",
            "Comment",
            &comments,
            view.value("has_comment"),
        ),
        number("score_min", "Score from"),
        number("score_max", "Score to"),
    ]
}

/// The answers as a list, on the agent's page too.
pub fn entries(visitor: &Visitor, found: &[Shown]) -> Markup {
    entries_with(visitor, found, |_, comment| html! { (comment) })
}

/// The same with comments written in a way of one's own, for instance with words marked in them.
pub fn entries_with(
    visitor: &Visitor,
    found: &[Shown],
    written: impl Fn(&Shown, &str) -> Markup,
) -> Markup {
    html! {
        ul class="list" {
            @for shown in found { li { (entry(visitor, shown, &written)) } }
        }
    }
}

fn entry(visitor: &Visitor, shown: &Shown, written: impl Fn(&Shown, &str) -> Markup) -> Markup {
    let row = &shown.row;
    let response = &row.response;
    let metric = response.metric.parse::<Metric>().ok();
    let value = i32::from(response.score);
    let links = visitor.member.role.sees_everyone();
    let agent = row.agent_name.as_deref().unwrap_or(&row.agent_external_id);
    html! {
        article class="entry entry-scored" {
            (mark(metric, value))
            div class="entry-body" {
                p class="entry-head" {
                    strong dir="auto" { (row.customer_name.as_deref().unwrap_or(&row.customer_email)) }
                    span class="soft" {
                        "about "
                        @if links {
                            a href=(format!("/agents/{}", escaped(&row.agent_external_id))) dir="auto" { (agent) }
                        } @else { bdi { (agent) } }
                    }
                    @for answer in &shown.answers {
                        @if answer.metric.as_deref() == Some(Metric::Fcr.code()) { (resolved(&answer.value)) }
                    }
                }
                @if let Some(comment) = &response.comment { p class="entry-words" dir="auto" { (written(shown, comment)) } }
                @for answer in &shown.answers {
                    @if answer.metric.as_deref() != Some(Metric::Fcr.code()) {
                        p class="entry-meta" { span { (spoken(&answer.question)) ": " bdi { (answer.value) } } }
                    }
                }
                p class="entry-meta" {
                    span { (dates::instant(response.answered_at, visitor.clock(response.brand_id))) }
                    @if let Some(product) = &row.product_slug { bdi { (product) } }
                    bdi { (row.touchpoint_slug) }
                    span { (picks::channel_name(response.channel.code())) }
                    @if visitor.brands.len() > 1 { bdi { (row.brand_slug) } }
                    @if response.changed_at != response.answered_at && response.comment.is_some() { span { "changed later" } }
                }
            }
        }
    }
}

fn mark(metric: Option<Metric>, value: i32) -> Markup {
    let class = match metric.map(|metric| score::shade(metric, value)) {
        Some(Shade::Best | Shade::Good) => "score-mark score-mark-good",
        Some(Shade::Bad | Shade::Worst) => "score-mark score-mark-bad",
        _ => "score-mark",
    };
    let of = metric.map_or("", score::short);
    html! {
        p class=(class) { span class="sr-only" { "Score " } (value) span class="score-mark-of" { (of) } }
    }
}

fn resolved(value: &str) -> Markup {
    match value {
        "yes" => badge(Tone::Good, "resolved"),
        "partly" => badge(Tone::Watch, "partly resolved"),
        "no" => badge(Tone::Bad, "not resolved"),
        _ => html! {},
    }
}

/// A question's name, or an option's, as words: `wait-time` as `Wait time`.
pub fn spoken(slug: &str) -> String {
    picks::channel_name(&slug.replace('-', "_"))
}
