//! What a page says when it has nothing to show: why, and what to do next.

use maud::{Markup, html};

use super::{
    error::PageError,
    held, picks, score,
    view::{FILTERS, View},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{interactions::interaction, scores::metric::Metric, surveys::asked},
    web::ui::table::empty,
};

/// What further narrows down lists of contacts, and how it is called.
const OF_CONTACTS: [(&str, &str); 3] = [
    ("state", "Decision"),
    ("reason", "Reason"),
    ("metric", "To be asked"),
];

/// No score. Either no survey asks for the metric, or there are no [`answers`].
pub async fn scores(
    app: &App,
    visitor: &Visitor,
    view: &View,
    path: &str,
) -> Result<Markup, PageError> {
    scores_of(app, visitor, view, view, path).await
}

/// The same on the page of one group: `about` selects the figures, `view` is what the address says.
pub async fn scores_of(
    app: &App,
    visitor: &Visitor,
    about: &View,
    view: &View,
    path: &str,
) -> Result<Markup, PageError> {
    let survey = about.get("survey");
    let asked = asked::metrics(app.db.read(), &visitor.ids_of(about), survey).await?;
    let asked: Vec<Metric> = asked
        .iter()
        .filter_map(|kind| kind.code().parse().ok())
        .collect();
    if asked.is_empty() || asked.contains(&view.metric()) {
        return answers(app, visitor, view, path).await;
    }
    let metric = score::short(view.metric());
    let (title, words) = match (survey, &visitor.brands_of(about)[..]) {
        (Some(survey), _) => (
            format!("The survey {survey} never asks for {metric}"),
            "What it asks for:",
        ),
        (None, [brand]) => (
            format!("{} has never asked for {metric}", brand.name),
            "No survey has such a question. What the surveys ask for:",
        ),
        (None, _) => (
            format!("These brands have never asked for {metric}"),
            "No survey has such a question. What the surveys ask for:",
        ),
    };
    Ok(empty(
        &title,
        html! {
            p {
                (words)
                @for (i, metric) in asked.iter().enumerate() {
                    @if i > 0 { "," } " "
                    a href=(view.with("metric", metric.code()).without("after").href(path)) { (score::name(*metric)) }
                }
                "."
                @if view.get("survey").is_some() {
                    " Or see " a href=(view.without("survey").without("after").href(path)) { "all surveys" } "."
                }
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
    let filtered = is_filtered(view);
    if !filtered && !interaction::any(app.db.read(), &visitor.brand_ids()).await? {
        return Ok(empty("Nothing has been reported yet", first_steps(app)));
    }
    let title = if filtered {
        "No answers match these filters"
    } else {
        "No answers in this period"
    };
    Ok(empty(
        title,
        html! {
            (widen(visitor, view, path))
            @if !filtered && visitor.member.role.sees_everyone() {
                p {
                    "Letters that left and wait for an answer are under "
                    a href="/deliveries" { "deliveries" } "; contacts nobody was asked about are under "
                    a href="/held" { "held back" } "."
                }
            }
        },
    ))
}

/// On the page of those held back the decision is a tab, not a filter.
fn of_contacts(path: &str) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let tab = path == held::PATH;
    OF_CONTACTS
        .iter()
        .filter(move |(name, _)| !tab || *name != "state")
}

fn is_filtered(view: &View) -> bool {
    FILTERS.iter().any(|name| view.get(name).is_some())
}

/// Every filter to take off, and longer periods.
pub fn widen(visitor: &Visitor, view: &View, path: &str) -> Markup {
    let view = view.without("after");
    let today = visitor.today(view.get("brand"));
    let longer = picks::longer(&view, view.period(today), today, path);
    let narrowed = of_contacts(path).filter(|(name, _)| view.get(name).is_some());
    let off: Vec<_> = picks::chips(visitor, &view, path)
        .into_iter()
        .map(|chip| (chip.label, chip.without))
        .chain(narrowed.map(|(name, label)| ((*label).to_owned(), view.without(name).href(path))))
        .collect();
    let names = FILTERS
        .iter()
        .chain(of_contacts(path).map(|(name, _)| name));
    let bare = names.fold(view.clone(), |view, name| view.without(name));
    html! {
        @if !off.is_empty() {
            p { "Take one off:" }
            ul class="widen" {
                @for (label, href) in &off { li { a href=(href) { "without " bdi { (label) } } } }
                @if off.len() > 1 { li { a href=(bare.href(path)) { "without any filter" } } }
            }
        }
        @if !longer.is_empty() {
            p { "Look further back:" }
            ul class="widen" { @for (name, href) in &longer { li { a href=(href) { (name) } } } }
        }
    }
}

/// No contacts: none in the period, or none that match.
pub fn contacts(visitor: &Visitor, view: &View, path: &str) -> Markup {
    let filtered = is_filtered(view) || of_contacts(path).any(|(name, _)| view.get(name).is_some());
    let title = if filtered {
        "No contacts match these filters"
    } else {
        "No contacts in this period"
    };
    empty(title, widen(visitor, view, path))
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
                p { "Reports come in by " (ways.join(", ")) "." @if app.mailbox_silence().is_none() { " There is nothing to do." } }
            }
        },
    )
}

/// Nothing was held.
pub fn held(visitor: &Visitor, view: &View, path: &str) -> Markup {
    let filtered = is_filtered(view) || view.get("metric").is_some();
    empty(
        "Nothing was held back",
        html! {
            p {
                @if filtered { "Every contact that matches these filters led to a letter." }
                @else { "Every contact reported in this period led to a letter." }
            }
            (widen(visitor, view, path))
        },
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
