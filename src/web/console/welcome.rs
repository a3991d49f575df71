//! The first-run page: whoever holds the link the server printed becomes the first member, once.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use maud::{Markup, html};
use serde::Deserialize;

use super::{error::PageError, frame, sign_in};
use crate::{
    app::App,
    domain::{
        accounts::{
            audit,
            member::{self, Role},
            password,
        },
        customers::email_address::EmailAddress,
    },
    ids::MemberId,
    token,
    web::ui::{
        form::{Field, field, submit},
        layout,
    },
};

/// What the form sends.
#[derive(Deserialize)]
pub struct Newcomer {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// What speaks against a newcomer, field by field.
#[derive(Debug, Default, PartialEq, Eq)]
struct Faults {
    email: Option<&'static str>,
    password: Option<&'static str>,
}

/// `GET /welcome/{token}`: looking changes nothing.
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Markup, PageError> {
    admit(&app, &token).await?;
    Ok(page(&app, &token, "", &Faults::default()))
}

/// `POST /welcome/{token}`
pub async fn join(
    State(app): State<App>,
    Path(token): Path<String>,
    jar: CookieJar,
    Form(newcomer): Form<Newcomer>,
) -> Result<Response, PageError> {
    admit(&app, &token).await?;
    let faults = check(&newcomer);
    if faults != Faults::default() {
        let page = page(&app, &token, &newcomer.email, &faults);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let hash = password::hash(newcomer.password).await?;
    let (email, now) = (newcomer.email, app.clock.now());
    let added = app.db.write(move |tx| {
        Box::pin(async move {
            // Of two who hold the link and press at once, one comes first.
            if member::any(tx).await? {
                return Ok(None);
            }
            let added = member::add(tx, &email, Role::Admin, hash, now).await?;
            if let Some(id) = added {
                let actor = format!("member:{id}");
                audit::note(tx, None, &actor, "first member", &actor, now).await?;
            }
            Ok(added)
        })
    });
    let added: Option<MemberId> = added
        .await
        .map_err(|error: sea_orm::DbErr| PageError::from(error))?;
    let id = added.ok_or(PageError::NotFound)?;
    let jar = sign_in::begin(&app, jar, id).await?;
    Ok((jar, Redirect::to("/")).into_response())
}

/// The link works until there is a member.
async fn admit(app: &App, presented: &str) -> Result<(), PageError> {
    let right = token::same(presented.as_bytes(), app.keys.first_run_token().as_bytes());
    if right && !member::any(app.db.read()).await? {
        Ok(())
    } else {
        Err(PageError::NotFound)
    }
}

fn check(newcomer: &Newcomer) -> Faults {
    let characters = newcomer.password.chars().count();
    Faults {
        email: EmailAddress::parse(&newcomer.email)
            .is_none()
            .then_some("This is not an email address."),
        password: if characters < *password::LENGTH.start() {
            Some("Use at least 8 characters.")
        } else if characters > *password::LENGTH.end() {
            Some("Use at most 256 characters.")
        } else if password::is_guessable(&newcomer.password, &newcomer.email) {
            Some("This one would be guessed first. Choose another.")
        } else {
            None
        },
    }
}

fn page(app: &App, token: &str, email: &str, faults: &Faults) -> Markup {
    layout::alone(
        "Welcome to Afterword",
        &frame::notices(app),
        html! {
            p { "You are the first one here. Choose how you will sign in; you will be an administrator." }
            form class="form" method="post" action={ "/welcome/" (token) } {
                (field(&Field {
                    name: "email", label: "Your email", kind: "email", value: email, error: faults.email,
                    required: true, autocomplete: Some("username"), autofocus: true, ..Field::default()
                }))
                (field(&Field {
                    name: "password", label: "A password", kind: "password", error: faults.password,
                    hint: Some("At least 8 characters. A few words in a row are good."),
                    required: true, autocomplete: Some("new-password"), ..Field::default()
                }))
                (submit("Create my account"))
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_and_good_ones_pass() {
        let check = |email: &str, password: &str| {
            check(&Newcomer {
                email: email.into(),
                password: password.into(),
            })
        };
        let bad = check("nobody", "short");
        assert!(bad.email.is_some() && bad.password.is_some());
        for easy in ["PASSWORD", "aaaaaaaaaa", "ana@example.com"] {
            assert!(check("ana@example.com", easy).password.is_some());
        }
        assert!(
            check("ana@example.com", &"ü".repeat(257))
                .password
                .is_some()
        );
        assert_eq!(
            check("ana@example.com", "three quiet words"),
            Faults::default()
        );
    }
}
