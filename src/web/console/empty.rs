//! What a page says when it has nothing to show: why, and what to do next.

use maud::{Markup, html};

use super::{error::PageError, picks, score, view::View, visitor::Visitor};
use crate::{
    app::App,
    domain::{interactions::interaction, scores::metric::Metric, surveys::asked},
    web::ui::table::empty,
};

/// No score. Either no survey asks for the metric, or there are no [`answers`].
pub async fn scores(
    app: &App,
    visitor: &Visitor,
    view: &View,
    path: &str,
) -> Result<Markup, PageError> {
    let brand = view.get("brand").map(|slug| {
        let known = visitor.brands.iter().filter(|brand| brand.slug == slug);
        known.map(|brand| brand.id).collect()
    });
    let brands = brand.unwrap_or_else(|| visitor.brand_ids());
    let asked = asked::metrics(app.db.read(), &brands).await?;
    let asked: Vec<Metric> = asked
        .iter()
        .filter_map(|kind| kind.code().parse().ok())
        .collect();
    if asked.is_empty() || asked.contains(&view.metric()) {
        return answers(app, visitor, view, path).await;
    }
    let whose = match view.get("brand").and_then(|slug| visitor.brand(Some(slug))) {
        Some(brand) => format!("{} has", brand.name),
        None if brands.len() > 1 => "These brands have".to_owned(),
        None => "This brand has".to_owned(),
    };
    Ok(empty(
        &format!("{whose} never asked for {}", score::short(view.metric())),
        html! {
            p {
                "No survey has such a question. What the surveys ask for:"
                @for (i, metric) in asked.iter().enumerate() {
                    @if i > 0 { "," } " "
                    a href=(view.with("metric", metric.code()).without("after").href(path)) { (score::name(*metric)) }
                }
                "."
            }
        },
    ))
}

/// No answers. Filters and a short period are the likely reasons, and each can be taken off; on a new server nothing
/// was ever reported.
pub async fn answers(
    app: &App,
    visitor: &Visitor,
    view: &View,
    path: &str,
) -> Result<Markup, PageError> {
    let chips = picks::chips(visitor, &view.without("after"), path);
    if chips.is_empty() && !interaction::any(app.db.read(), &visitor.brand_ids()).await? {
        return Ok(empty("Nothing has been reported yet", first_steps(app)));
    }
    let today = visitor.today(view.get("brand"));
    let longer = picks::longer(view, view.period(today), today, path);
    let bare = super::view::FILTERS
        .iter()
        .fold(view.without("after"), |view, name| view.without(name));
    let title = if chips.is_empty() {
        "No answers in this period"
    } else {
        "No answers match these filters"
    };
    Ok(empty(
        title,
        html! {
            @if !chips.is_empty() {
                p { "Take one off:" }
                ul class="widen" {
                    @for chip in &chips { li { a href=(chip.without) { "without " bdi { (chip.label) } } } }
                    @if chips.len() > 1 { li { a href=(bare.href(path)) { "without any filter" } } }
                }
            }
            @if !longer.is_empty() {
                p { "Look further back:" }
                ul class="widen" { @for (name, href) in &longer { li { a href=(href) { (name) } } } }
            }
            @if chips.is_empty() {
                p {
                    "Letters that left and wait for an answer are under "
                    a href="/deliveries" { "deliveries" } "; contacts nobody was asked about are under "
                    a href="/held" { "held back" } "."
                }
            }
        },
    ))
}

/// The first walk: report a contact, read the letter, answer, come back.
fn first_steps(app: &App) -> Markup {
    let report = format!(
        "curl -X POST {}/api/v1/interactions \\\n  \
         -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\\n  \
         -d '{{\"external_id\": \"1\", \"touchpoint\": \"phone-support\", \"channel\": \"phone\",\n       \
         \"agent\": {{\"external_id\": \"a-17\", \"name\": \"Ana Reyes\"}},\n       \
         \"customer\": {{\"email\": \"kim@example.net\", \"name\": \"Kim Lee\"}},\n       \
         \"ended_at\": \"'$(date -u +%FT%TZ)'\"}}'",
        app.public_url
    );
    html! {
        p { "1. Make a key for the system that reports contacts, on the server:" }
        pre class="command" tabindex="0" {
            code { "afterword key add --name crm --scopes interactions:write,scores:read" }
        }
        p { "2. Report a contact, with that key in place of KEY:" }
        pre class="command" tabindex="0" { code { (report) } }
        p {
            "3. "
            @if app.keeps_letters() {
                "Open the letter in the " a href="/outbox" { "outbox" } ", choose a rating, "
            } @else {
                "Open the letter that arrives, choose a rating, "
            }
            "and come back here."
        }
    }
}

/// No letters.
pub fn letters(app: &App, filtered: bool) -> Markup {
    if filtered {
        return empty(
            "No letters in this state",
            html! { p { a href="/deliveries" { "See all letters" } } },
        );
    }
    empty("No letters yet", first_steps(app))
}

/// Nothing came back.
pub fn bounces(app: &App, filtered: bool) -> Markup {
    if filtered {
        return empty(
            "No reports of this kind",
            html! { p { a href="/bounces" { "See all reports" } } },
        );
    }
    let set = &app.config.bouncing;
    let mut ways: Vec<String> = set
        .mailbox
        .iter()
        .map(|mailbox| format!("the mailbox {}", mailbox.place()))
        .collect();
    for (name, open) in [
        ("Amazon SES", set.ses_topic.is_some()),
        ("Postmark", set.postmark.is_some()),
        ("SendGrid", set.sendgrid.is_some()),
        ("Mailgun", set.mailgun.is_some()),
    ] {
        ways.extend(open.then(|| name.to_owned()));
    }
    empty(
        "Nothing has come back",
        html! {
            @if ways.is_empty() {
                p {
                    "A letter to an address that does not exist comes back to its sender. Afterword hears of it by "
                    code { "afterword mail bounce" }
                    ", by a mailbox, or from a mail service; none of the last two is set. "
                    "The chapter “What comes back” of the operations guide says how."
                }
            } @else {
                p { "Reports come in by " (ways.join(", ")) ". There is nothing to do." }
            }
        },
    )
}

/// Nothing was held.
pub fn held() -> Markup {
    empty(
        "Nothing was held back",
        html! { p { "Every contact reported in this period led to a letter. Choose a longer period to look further back." } },
    )
}

/// No suspects.
pub fn suspects() -> Markup {
    empty(
        "No suspect clicks",
        html! { p { "When a mail scanner opens the links of a letter, its clicks appear here with the reason. There is nothing to do." } },
    )
}

/// An empty outbox.
pub fn outbox(app: &App) -> Markup {
    empty("No letters yet", first_steps(app))
}

/// A member of the role agent whose address belongs to no agent.
pub fn no_agent(email: &str) -> Markup {
    empty(
        "No agent has your address yet",
        html! {
            p { "Your page appears when a contact is reported whose agent has the address " strong { (email) } "." }
            p { "If contacts are reported already, ask whoever connects the help desk to send " code { "agent.email" } "." }
        },
    )
}
