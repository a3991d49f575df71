//! What a console page answers when it cannot be shown: a friendly page, and one line in the log for surprises.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use sea_orm::DbErr;

use super::view::escaped;
use crate::web::ui::layout;

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// Nobody is signed in: sign in first, then come back here.
    SignIn { back_to: String },
    /// There is no such thing, or it is not the reader's to see; never says which.
    NotFound,
    /// The reader's role does not reach here.
    Forbidden,
    /// A form was sent from another site's page.
    FromElsewhere,
    /// A form with a file broke off on its way here, or is no form.
    BrokenForm,
    /// A form with a file is larger than any may be; so many megabytes are taken.
    TooLarge { megabytes: usize },
    /// Our fault.
    Surprise(anyhow::Error),
}

impl From<DbErr> for PageError {
    fn from(error: DbErr) -> Self {
        Self::Surprise(error.into())
    }
}

impl From<anyhow::Error> for PageError {
    fn from(error: anyhow::Error) -> Self {
        Self::Surprise(error)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { back_to } if back_to == "/" => Redirect::to("/sign-in").into_response(),
            Self::SignIn { back_to } => {
                Redirect::to(&format!("/sign-in?next={}", escaped(&back_to))).into_response()
            }
            Self::NotFound => friendly(
                StatusCode::NOT_FOUND,
                "There is nothing here",
                html! { p { "The address may be mistyped, or what it named is not yours to see." } },
            ),
            Self::Forbidden => friendly(
                StatusCode::FORBIDDEN,
                "Not for your role",
                html! { p { "Your role does not reach this page. Ask an administrator if you need it." } },
            ),
            Self::BrokenForm => friendly(
                StatusCode::BAD_REQUEST,
                "The form did not arrive whole",
                html! { p { "Nothing was kept. Go back, where everything you typed should still be, and send it again." } },
            ),
            Self::TooLarge { megabytes } => friendly(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The file is too large",
                html! { p {
                    "Nothing was kept: with its file, the form is larger than " (megabytes) " MB. Go back in your browser, "
                    "where everything you typed should still be, and choose a smaller file."
                } },
            ),
            Self::FromElsewhere => friendly(
                StatusCode::FORBIDDEN,
                "That came from another site",
                html! { p { "Forms are only taken from this server's own pages. Open the page here and try again." } },
            ),
            Self::Surprise(error) => {
                tracing::error!(error = format!("{error:#}"), "page failed");
                friendly(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on our side",
                    html! { p { "Nothing you did. Try again; if it stays, the server's log says more." } },
                )
            }
        }
    }
}

fn friendly(status: StatusCode, title: &str, words: Markup) -> Response {
    let page = layout::alone(
        title,
        &[],
        html! { (words) p { a class="button" href="/" { "To the overview" } } },
    );
    (status, page).into_response()
}
