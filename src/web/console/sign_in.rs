//! Signing in and out. A wrong password and an address without a member get the same answer in the same time.

use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

use super::{error::PageError, frame, throttle::Throttle, visitor};
use crate::{
    app::App,
    domain::accounts::{audit, member, password, session},
    web::ui::{
        form::{Field, field, submit, wrong},
        layout,
    },
};

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn show(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
) -> Result<Markup, PageError> {
    if !member::any(app.db.read()).await? {
        return Ok(nobody_yet(&app));
    }
    Ok(page(&app, "", &next, None))
}

/// `POST /sign-in`
pub async fn enter(
    State(app): State<App>,
    Extension(throttle): Extension<Arc<Throttle>>,
    jar: CookieJar,
    Form(credentials): Form<Credentials>,
) -> Result<Response, PageError> {
    let Credentials {
        email,
        password,
        next,
    } = credentials;
    let now = app.clock.now();
    if let Some(wait) = throttle.wait(&email, now) {
        let seconds = wait.num_seconds().max(1);
        let words = format!(
            "Too many tries for this address. Wait {}, then try again.",
            waiting(seconds)
        );
        let page = page(&app, &email, &next, Some(&words));
        let retry = [(header::RETRY_AFTER, seconds.to_string())];
        return Ok((StatusCode::TOO_MANY_REQUESTS, retry, page).into_response());
    }
    let member = member::by_email(app.db.read(), &email).await?;
    let hash = member.as_ref().map(|member| member.password_hash.clone());
    let right = password.chars().count() <= *password::LENGTH.end()
        && password::verify(password, hash).await?;
    let Some(member) = member.filter(|_| right) else {
        throttle.failed(&email, now);
        let page = page(
            &app,
            &email,
            &next,
            Some("That address and password do not belong together."),
        );
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    throttle.succeeded(&email);
    let jar = begin(&app, jar, member.id).await?;
    let to = if visitor::local(&next) {
        next
    } else {
        "/".to_owned()
    };
    Ok((jar, Redirect::to(&to)).into_response())
}

/// Begins a session for a member and hands its cookie to the browser; a session that was there ends.
pub async fn begin(
    app: &App,
    jar: CookieJar,
    member: crate::ids::MemberId,
) -> Result<CookieJar, PageError> {
    let now = app.clock.now();
    let former = visitor::token(app, &jar);
    let begun = app.db.write(move |tx| {
        Box::pin(async move {
            if let Some(former) = former {
                session::end(tx, &former).await?;
            }
            let actor = format!("member:{member}");
            audit::note(tx, None, &actor, "sign in", &actor, now).await?;
            session::begin(tx, member, now).await
        })
    });
    let token: String = begun
        .await
        .map_err(|error: sea_orm::DbErr| PageError::from(error))?;
    Ok(jar.add(visitor::cookie(app, token)))
}

/// `POST /sign-out`
pub async fn leave(State(app): State<App>, jar: CookieJar) -> Result<Response, PageError> {
    if let Some(token) = visitor::token(&app, &jar) {
        app.db
            .write(move |tx| Box::pin(async move { session::end(tx, &token).await }))
            .await?;
    }
    let jar = jar.remove(visitor::cookie(&app, String::new()));
    Ok((jar, Redirect::to("/sign-in")).into_response())
}

fn waiting(seconds: i64) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    }
}

fn page(app: &App, email: &str, next: &str, fault: Option<&str>) -> Markup {
    layout::alone(
        "Sign in",
        &frame::notices(app),
        html! {
            @if let Some(fault) = fault { (wrong(fault)) }
            form class="form" method="post" action="/sign-in" {
                (field(&Field {
                    name: "email", label: "Email", kind: "email", value: email, required: true,
                    autocomplete: Some("username"), autofocus: email.is_empty(), ..Field::default()
                }))
                (field(&Field {
                    name: "password", label: "Password", kind: "password", required: true,
                    autocomplete: Some("current-password"), autofocus: !email.is_empty(), ..Field::default()
                }))
                @if visitor::local(next) { input type="hidden" name="next" value=(next); }
                (submit("Sign in"))
            }
        },
    )
}

fn nobody_yet(app: &App) -> Markup {
    layout::alone(
        "Nobody can sign in yet",
        &frame::notices(app),
        html! {
            p { "The server printed a welcome link when it started. Open it to become the first member." }
            p class="soft" {
                "Or add one on the server: "
                code { "afterword member add --email you@example.com --role admin --password-stdin" }
            }
        },
    )
}
