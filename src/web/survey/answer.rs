//! `GET /s/{token}` shows the survey and changes nothing that counts; `POST /s/{token}` answers it.

use std::collections::BTreeMap;

use axum::{
    extract::{Form, Query, State, rejection::FormRejection},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use maud::Markup;

use super::{
    invitee::{Invitee, failed},
    messages, nonce,
    page::{Answered, Beacon, PageView},
    view::{self, Fields},
    visitor,
};
use crate::{
    app::App,
    domain::{
        deliveries::delivery::Facts,
        flow,
        responses::{
            click::ClickKind,
            record::Standing,
            submission::{self, SCORE_FIELD, field_of},
        },
        surveys::{
            phrasing,
            wording::{self, Names},
        },
    },
    words,
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
        Err(error) => return failed(&error),
    };
    let mut typed = standing
        .as_ref()
        .map(|standing| said_before(&invitee, standing))
        .unwrap_or_default();
    if let Some(score) = chosen {
        typed.insert(SCORE_FIELD.into(), score.to_string());
    }
    let beacon = chosen.map(|score| nonce::issue(&app.keys, &invitee.hash, score, now));
    page(&invitee, &typed, &Fields::new(), standing.as_ref(), beacon).into_response()
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
    let typed: Fields = match form {
        Ok(Form(pairs)) => pairs
            .into_iter()
            .map(|(name, value)| (name, storable(&value)))
            .collect(),
        Err(_) => Fields::new(),
    };
    let submission = match submission::read(&invitee.link.definition, &typed) {
        Ok(submission) => submission,
        Err(faults) => {
            let errors = view::said(&faults, invitee.locale());
            let standing = invitee
                .link
                .standing(app.db.read())
                .await
                .unwrap_or_default();
            let page = page(&invitee, &typed, &errors, standing.as_ref(), None);
            return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
        }
    };
    let score = submission.score;
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
        Ok(_) => messages::held(invitee.locale(), &invitee.token).into_response(),
        Err(error) => failed(&error),
    }
}

fn thanks(invitee: &Invitee, score: i16) -> Markup {
    let (link, locale) = (&invitee.link, invitee.locale());
    let own = phrasing::own(&link.definition, "thanks", locale, &link.names());
    messages::thanks(
        locale,
        &invitee.token,
        invitee.brand(),
        &score.to_string(),
        own.as_deref(),
    )
}

/// The value the link chose, where it is one of the scale.
fn chosen(invitee: &Invitee, query: &[(String, String)]) -> Option<i16> {
    let (_, value) = query.iter().rev().find(|(name, _)| name == SCORE_FIELD)?;
    let scale = invitee.link.definition.first().kind.scale()?;
    value.parse().ok().filter(|score| scale.contains(*score))
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

fn page(
    invitee: &Invitee,
    typed: &Fields,
    errors: &Fields,
    standing: Option<&Standing>,
    beacon: Option<Beacon>,
) -> Markup {
    let (link, locale) = (&invitee.link, invitee.locale());
    let view = PageView {
        locale: locale.to_owned(),
        token: invitee.token.clone(),
        brand: invitee.brand().to_owned(),
        about: Some(about(locale, &link.names(), &link.letter.facts)),
        questions: view::questions(&link.definition, locale, &link.names(), typed, errors),
        answered: standing.map(|standing| Answered {
            value: standing.content.score.to_string(),
            until: until(invitee),
        }),
        beacon,
    };
    view.render()
}

/// One sentence by which the customer recognises the contact.
pub(super) fn about(locale: &str, names: &Names, facts: &Facts) -> String {
    let who = names
        .agent
        .and_then(wording::first_name)
        .unwrap_or(names.brand);
    let args = [
        ("channel", facts.channel.code().into()),
        ("who", words::isolated(who).into()),
        ("day", view::day(locale, facts.contact_day).into()),
        (
            "product",
            words::isolated(names.product.unwrap_or_default()).into(),
        ),
    ];
    let key = if names.product.is_some() {
        "letter-contact-about"
    } else {
        "letter-contact"
    };
    words::text(locale, key, &args)
}

/// The last whole day on which an answer is taken, wherever the customer is; the letter says the same.
fn until(invitee: &Invitee) -> String {
    let last = invitee.link.invitation.expires_at - TimeDelta::days(1);
    view::day(invitee.locale(), last.date_naive())
}

fn closed(invitee: &Invitee) -> Response {
    (
        StatusCode::GONE,
        messages::expired(invitee.locale(), &until(invitee)),
    )
        .into_response()
}
