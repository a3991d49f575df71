//! `afterword demo`: everything that `serve` does, on a database of a made-up year that is gone at the end.

use std::{collections::HashMap, path::Path};

use anyhow::Context;
use chrono::{SecondsFormat, TimeDelta};
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::DbErr;
use tempfile::TempDir;

use super::{listen, run};
use crate::{
    app::App,
    clock::Clock,
    config::{Config, Error},
    db::{Db, Opening},
    demo::{self, Summary},
    domain::accounts::{
        api_key::{self, Scope},
        member::{self, Role},
        password,
    },
    token::{self, Keys},
};
use secrecy::ExposeSecret;

/// The year is the same every time, but for when it ends.
const SEED: u64 = 1;
const EMAIL: &str = "demo@example.com";

/// Where the throw-away database is; gone when dropped.
///
/// # Errors
/// When no folder can be made for temporary files.
pub fn folder() -> anyhow::Result<TempDir> {
    tempfile::Builder::new()
        .prefix("afterword-demo-")
        .tempdir()
        .context("no folder can be made for the demo's database")
}

/// The settings, with the database in `folder` and no way for a letter to leave.
///
/// # Errors
/// As [`Config::load`].
pub fn settings(file: Option<&Path>, folder: &Path) -> Result<Config, Error> {
    let database = format!("sqlite://{}/afterword.db", folder.display());
    let mut environment: HashMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    for name in [
        "AFTERWORD_SECRET",
        "AFTERWORD_SECRET_FILE",
        "AFTERWORD_SMTP_URL",
    ] {
        environment.remove(name);
    }
    environment.insert("AFTERWORD_DATABASE_URL".into(), database);
    let config = Config::from(file, Some(environment))?;
    Ok(Config {
        smtp_url: None,
        ..config
    })
}

/// Fills the database and serves it until told to stop.
///
/// # Errors
/// As [`super::serve`].
pub async fn demo(config: Config) -> anyhow::Result<()> {
    let listener = listen(&config)?;
    let clock = Clock::System;
    let opening = Opening {
        durable: false,
        ..Opening::default()
    };
    let db = Db::open(config.database_url.expose_secret(), opening).await?;
    db.migrate().await?;
    let summary = fill(&db, &clock, &config).await?;
    let (password, key) = let_in(&db, &clock).await?;
    let now = clock.now();
    let greeting = move |app: &App| {
        let url = &app.public_url;
        let ended_at = (now - TimeDelta::minutes(5)).to_rfc3339_opts(SecondsFormat::Secs, true);
        let since = (now - TimeDelta::days(90)).date_naive();
        vec![
            format!(
                "A made-up year: {} contacts, {} letters, {} answers. All of it is gone when you stop.",
                summary.interactions, summary.letters, summary.responses
            ),
            format!("Sign in: {url}/sign-in  as {EMAIL}  with {password}"),
            format!("API key: {key}"),
            "Report a contact:".into(),
            format!(
                r#"  curl -s {url}/api/v1/interactions -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{{"external_id":"1","brand":"nordlicht","touchpoint":"billing","channel":"phone","agent":{{"external_id":"a-101"}},"customer":{{"email":"kim@example.net","name":"Kim Lee"}},"ended_at":"{ended_at}"}}'"#
            ),
            "See the scores:".into(),
            format!(
                "  curl -s '{url}/api/v1/scores?metric=csat&group_by=agent&from={since}&to={}' -H 'Authorization: Bearer {key}'",
                now.date_naive()
            ),
        ]
    };
    run(db, clock, config, listener, greeting).await
}

async fn fill(db: &Db, clock: &Clock, config: &Config) -> anyhow::Result<Summary> {
    let keys = Keys::derive(config.secret.expose_secret());
    let bar = ProgressBar::no_length().with_message("A year passes");
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {pos} of {len} days") {
        bar.set_style(style);
    }
    let progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let summary = demo::fill(db, &keys, clock.now(), SEED, progress).await?;
    bar.finish_and_clear();
    Ok(summary)
}

/// A member and an API key for whoever looks around: the password and the key.
async fn let_in(db: &Db, clock: &Clock) -> anyhow::Result<(String, String)> {
    let password: String = token::random().chars().take(12).collect();
    let hash = password::hash(password.clone()).await?;
    let now = clock.now();
    let key = db.write(move |tx| {
        Box::pin(async move {
            member::add(tx, EMAIL, Role::Admin, hash, now).await?;
            let scopes = [
                Scope::InteractionsWrite,
                Scope::ScoresRead,
                Scope::ResponsesRead,
            ];
            let (_, key) = api_key::add(tx, "demo", &scopes, None, None, now).await?;
            Ok::<_, DbErr>(key)
        })
    });
    Ok((password, key.await?))
}
