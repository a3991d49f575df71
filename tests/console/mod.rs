//! The managers' door over real HTTP: who comes in, what they see, and what nobody may do.

mod accessibility;
mod agents;
mod astray;
mod comments;
mod dead_letters;
mod files;
mod ledger;
mod letters;
mod mail_check;
mod monday;
mod numbers;
mod rehearsing;
mod reports;
mod rooms;
mod showing;
mod sign_in;
mod signals;
mod small_and_dark;
mod suppressions;
mod suppressions_by_keyboard;
mod survey_by_hand;
mod survey_by_keyboard;
mod survey_editor;
mod survey_kept;
mod survey_letters;
mod survey_rules;
mod suspects;
mod theme_by_keyboard;
mod week;

use crate::support::server::Server;
use afterword::domain::accounts::{
    member::{self, Role},
    password,
};
use reqwest::{Response, StatusCode, header};

pub const PASSWORD: &str = "three quiet words";

/// Adds a member with [`PASSWORD`].
pub async fn member(server: &Server, email: &'static str, role: Role) {
    let hash = password::hash(PASSWORD.into()).await.expect("a hash");
    let now = server.app.clock.now();
    let adding = server
        .app
        .db
        .write(move |tx| Box::pin(async move { member::add(tx, email, role, hash, now).await }));
    let added: Result<_, sea_orm::DbErr> = adding.await;
    added.expect("room for a member").expect("a new one");
}

pub async fn try_to_enter(server: &Server, email: &str, password: &str) -> Response {
    let form = [("email", email), ("password", password)];
    let sent = server.http.post(server.url("/sign-in")).form(&form).send();
    sent.await.expect("an answer")
}

/// Signs in and returns the cookie as a browser would send it.
pub async fn enter(server: &Server, email: &str) -> String {
    let answer = try_to_enter(server, email, PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    cookie.split(';').next().expect("a pair").to_owned()
}

pub async fn get(server: &Server, cookie: &str, path: &str) -> Response {
    let asked = server
        .http
        .get(server.url(path))
        .header(header::COOKIE, cookie);
    asked.send().await.expect("an answer")
}

/// A page that must be there.
pub async fn page(server: &Server, cookie: &str, path: &str) -> String {
    let answer = get(server, cookie, path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().await.expect("a page")
}

/// Presses a button of a form.
pub async fn send(
    server: &Server,
    cookie: &str,
    path: &str,
    form: &(impl serde::Serialize + ?Sized),
) -> Response {
    let asked = server.http.post(server.url(path));
    let asked = asked.header(header::COOKIE, cookie).form(form);
    asked.send().await.expect("an answer")
}

/// Where an answer leads.
pub fn led_to(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let to = answer.headers()[header::LOCATION].to_str();
    to.expect("an address").to_owned()
}

/// Nothing but the press of a button.
pub const NOTHING: [(&str, &str); 0] = [];
