//! `GET /s/{token}` shows the survey and changes nothing that counts; `POST /s/{token}` answers it;
//! `POST /s/{token}/language` shows it in another language with all that is chosen and typed, and keeps nothing.

use std::collections::BTreeMap;

use axum::{
    extract::{Form, Query, State, rejection::FormRejection},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use maud::Markup;

use super::{
    about,
    invitee::{Invitee, failed},
    languages, messages, nonce,
    page::{Answered, Beacon, PageView, Purpose},
    view::{self, Fields},
    visitor,
};
use crate::{
    app::App,
    domain::{
        flow,
        responses::{
            click::ClickKind,
            record::Standing,
            submission::{self, SCORE_FIELD, field_of},
        },
        surveys::phrasing,
    },
    words::formats,
};

/// Answers HEAD too, with everything but the page.
pub async fn show(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    invitee: Invitee,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    if visitor::is_prefetch(&headers) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let now = app.clock.now();
    if !invitee.link.invitation.is_open(now) {
        return closed(&invitee);
    }
    let chosen = chosen(&invitee, &query);
    let kind = if method == Method::HEAD {
        ClickKind::Head
    } else {
        ClickKind::Get
    };
    let visit = invitee.visit(&app, kind, chosen);
    let (keys, letter, windows) = (
        app.keys.clone(),
        invitee.link.letter.clone(),
        app.config.windows,
    );
    let noted = app
        .db
        .write(move |tx| {
            Box::pin(async move { flow::visit(tx, &keys, &letter, visit, windows, now).await })
        })
        .await;
    if let Err(error) = noted {
        // the page needs nothing from it, and a person who answers leaves stronger evidence
        tracing::error!(%error, "a click was not kept");
    }
    let standing = match invitee.link.standing(app.db.read()).await {
        Ok(standing) => standing,
        Err(error) => return failed(invitee.locale(), &error),
    };
    let mut typed = standing
        .as_ref()
        .map(|standing| said_before(&invitee, standing))
        .unwrap_or_default();
    if let Some(score) = chosen {
        typed.insert(SCORE_FIELD.into(), score.to_string());
    }
    let beacon = chosen.map(|score| nonce::issue(&app.keys, &invitee.hash, score, now));
    let filled = Filled {
        typed,
        beacon,
        chosen,
        ..Filled::default()
    };
    page(&invitee, &filled, standing.as_ref()).into_response()
}

/// Shows the form as it was sent in the language it asks for. Nothing is recorded, not even a click.
pub async fn speak(
    State(app): State<App>,
    invitee: Invitee,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    if !invitee.link.invitation.is_open(app.clock.now()) {
        return closed(&invitee);
    }
    let typed = typed(form);
    let standing = match invitee.link.standing(app.db.read()).await {
        Ok(standing) => standing,
        Err(error) => return failed(invitee.locale(), &error),
    };
    let definition = &invitee.link.definition;
    let as_it_stands = standing.as_ref().is_some_and(|standing| {
        submission::read(definition, &typed)
            == submission::read(definition, &said_before(&invitee, standing))
    });
    let score = typed.get(SCORE_FIELD).and_then(|value| value.parse().ok());
    let filled = Filled {
        chosen: score.filter(|score| on_scale(&invitee, *score)),
        unsaved: standing.is_some() && !as_it_stands,
        typed,
        ..Filled::default()
    };
    page(&invitee, &filled, standing.as_ref()).into_response()
}

/// Records the answer, or shows what is wrong with it beside everything that was typed.
pub async fn send(
    State(app): State<App>,
    invitee: Invitee,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let now = app.clock.now();
    if !invitee.link.invitation.is_open(now) {
        return closed(&invitee);
    }
    let typed = typed(form);
    let mut submission = match submission::read(&invitee.link.definition, &typed) {
        Ok(submission) => submission,
        Err(faults) => {
            let errors = view::said(&faults, invitee.guise().into());
            let standing = invitee
                .link
                .standing(app.db.read())
                .await
                .unwrap_or_default();
            let filled = Filled {
                typed,
                errors,
                ..Filled::default()
            };
            let page = page(&invitee, &filled, standing.as_ref());
            return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
        }
    };
    let score = submission.score;
    submission.locale.clone_from(&invitee.chosen);
    let visit = invitee.visit(&app, ClickKind::Submit, Some(score));
    let (keys, letter, windows) = (
        app.keys.clone(),
        invitee.link.letter.clone(),
        app.config.windows,
    );
    let recorded = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                flow::submit(tx, &keys, &letter, visit, submission, windows, now).await
            })
        })
        .await;
    match recorded {
        Ok(recorded) if recorded.now().is_some() => thanks(&invitee, score).into_response(),
        Ok(_) => messages::held(invitee.guise(), &invitee.address("s", "")).into_response(),
        Err(error) => failed(invitee.locale(), &error),
    }
}

fn thanks(invitee: &Invitee, score: i16) -> Markup {
    let link = &invitee.link;
    let own = phrasing::own(&link.definition, "thanks", invitee.wanted(), &link.names());
    messages::thanks(
        invitee.guise(),
        &invitee.address("s", ""),
        invitee.brand(),
        &score.to_string(),
        own.as_deref(),
    )
}

/// The value the link chose, where it is one of the scale.
fn chosen(invitee: &Invitee, query: &[(String, String)]) -> Option<i16> {
    let (_, value) = query.iter().rev().find(|(name, _)| name == SCORE_FIELD)?;
    let score = value.parse().ok()?;
    on_scale(invitee, score).then_some(score)
}

fn on_scale(invitee: &Invitee, score: i16) -> bool {
    let scale = invitee.link.definition.first().kind.scale();
    scale.is_some_and(|scale| scale.contains(score))
}

fn typed(form: Result<Form<Vec<(String, String)>>, FormRejection>) -> Fields {
    let pairs = form.map(|Form(pairs)| pairs).unwrap_or_default();
    pairs
        .into_iter()
        .map(|(name, value)| (name, storable(&value)))
        .collect()
}

/// What no database can keep inside a text is left out.
fn storable(value: &str) -> String {
    value.replace('\0', "")
}

/// The form as it was filled in last.
fn said_before(invitee: &Invitee, standing: &Standing) -> Fields {
    let questions = invitee.link.definition.questions.iter().enumerate();
    let mut fields: BTreeMap<_, _> = questions
        .filter_map(|(position, question)| {
            let value = standing.content.answers.get(&question.slug)?;
            Some((field_of(question, position).to_owned(), value.clone()))
        })
        .collect();
    fields.insert(SCORE_FIELD.into(), standing.content.score.to_string());
    if let Some(comment) = &standing.content.comment {
        fields.insert(submission::COMMENT_FIELD.into(), comment.clone());
    }
    fields
}

/// What is in the form, and what the page says about it.
#[derive(Default)]
struct Filled {
    typed: Fields,
    errors: Fields,
    beacon: Option<Beacon>,
    /// The rating that waits for the button.
    chosen: Option<i16>,
    /// Whether the form differs from the answer that counts.
    unsaved: bool,
}

fn page(invitee: &Invitee, filled: &Filled, standing: Option<&Standing>) -> Markup {
    let link = &invitee.link;
    let view = PageView {
        purpose: Purpose::Answer,
        locale: invitee.locale().to_owned(),
        sent_to: invitee.address("s", ""),
        told_to: invitee.address("s", "/beacon"),
        unsubscribed_at: invitee.address("u", ""),
        languages: languages::others(invitee),
        brand: invitee.brand().to_owned(),
        look: link.look.clone(),
        scheme: None,
        about: Some(about::sentence(
            invitee.guise().into(),
            &link.names(),
            &link.letter.facts,
        )),
        questions: view::questions(
            &link.definition,
            invitee.voice(),
            &link.names(),
            &filled.typed,
            &filled.errors,
        ),
        answered: standing.map(|standing| Answered {
            value: standing.content.score.to_string(),
            until: until(invitee),
        }),
        beacon: filled.beacon.clone(),
        chosen: filled.chosen.map(|score| score.to_string()),
        unsaved: filled.unsaved,
    };
    view.render()
}

/// The last whole day on which an answer is taken, wherever the customer is; the letter says the same.
fn until(invitee: &Invitee) -> String {
    let last = invitee.link.invitation.expires_at - TimeDelta::days(1);
    formats::day(invitee.locale(), last.date_naive())
}

fn closed(invitee: &Invitee) -> Response {
    (
        StatusCode::GONE,
        messages::expired(invitee.guise(), &until(invitee)),
    )
        .into_response()
}
