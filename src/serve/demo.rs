//! `afterword demo`: everything that `serve` does, on a database of a made-up year that is gone at the end, with all one
//! needs to walk from a reported call to a score.

use std::{collections::HashMap, path::Path};

use anyhow::Context;
use chrono::{SecondsFormat, TimeDelta};
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::DbErr;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use super::{database, listen, run};
use crate::{
    app::App,
    clock::Clock,
    config::{Config, Error},
    db::{Db, Opening},
    demo::{self, Summary, Year},
    domain::{
        accounts::{
            api_key::{self, Scope},
            member::{self, Role},
            password,
        },
        flow,
        organization::brand,
        surveys::{survey, survey_version},
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
pub async fn demo(config: Config, contacts: u32) -> anyhow::Result<()> {
    let listener = listen(&config)?;
    let clock = Clock::System;
    let opening = Opening {
        durable: false,
        ..Opening::default()
    };
    let (db, _) = database::open_and_migrate(&config, opening).await?;
    // A visitor who loses patience leaves nothing behind.
    let summary = tokio::select! {
        summary = fill(&db, &clock, &config, contacts) => summary?,
        signal = signalled() => return signal,
    };
    ask_at_once(&db, &clock).await?;
    let (password, key) = let_in(&db, &clock).await?;
    run(db, clock, config, listener, |app| {
        greeting(app, &summary, &password, &key)
    })
    .await
}

/// The steps of the first walk, with everything to paste.
fn greeting(app: &App, summary: &Summary, password: &str, key: &str) -> Vec<String> {
    let (url, now) = (&app.public_url, app.clock.now());
    let ended_at = (now - TimeDelta::minutes(5)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let call = format!(
        r#"{{"external_id":"my-first-call","brand":"nordlicht","touchpoint":"technical-support","channel":"phone","product":"fibre","agent":{{"external_id":"a-101","name":"Ana Reyes"}},"customer":{{"email":"kim@example.net","name":"Kim Lee"}},"ended_at":"{ended_at}"}}"#
    );
    vec![
        format!(
            "A year is made up: {} contacts, {} letters, {} answers. All of it is gone when you stop.",
            summary.interactions, summary.letters, summary.responses
        ),
        String::new(),
        format!("1. Sign in at {url}/sign-in as {EMAIL} with the password {password}"),
        "2. Report a phone call with Ana Reyes, as a CRM would:".into(),
        String::new(),
        format!(
            "   curl -s {url}/api/v1/interactions -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{call}'"
        ),
        String::new(),
        format!("3. Read the letter it caused at {url}/outbox and click a rating in it."),
        "4. See Ana's score change on the dashboard, and in the API:".into(),
        String::new(),
        format!(
            "   curl -s '{url}/api/v1/scores?metric=csat&group_by=agent&agent=a-101' -H 'Authorization: Bearer {key}'"
        ),
        String::new(),
    ]
}

async fn signalled() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

/// A visitor who reports a call wants to read its letter now, not in an hour or tomorrow morning.
async fn ask_at_once(db: &Db, clock: &Clock) -> anyhow::Result<()> {
    let (now, slug) = (clock.now(), survey::STARTING_SLUG);
    for brand in brand::all(db.read()).await? {
        let Some(survey) = survey::by_slug(db.read(), brand.id, slug).await? else {
            continue;
        };
        let versions = survey_version::of_survey(db.read(), survey.id).await?;
        let Some(latest) = versions.into_iter().max_by_key(|version| version.number) else {
            continue;
        };
        let mut definition = latest.definition;
        (definition.send_after_minutes, definition.send_window) = (0, None);
        let brand = brand.id;
        db.write(move |tx| {
            Box::pin(flow::publish_survey(
                tx, brand, slug, definition, "command", now,
            ))
        })
        .await?;
    }
    Ok(())
}

async fn fill(db: &Db, clock: &Clock, config: &Config, contacts: u32) -> anyhow::Result<Summary> {
    let keys = Keys::derive(config.secret.expose_secret());
    let bar = ProgressBar::no_length().with_message("A year passes");
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {pos} of {len} days") {
        bar.set_style(style);
    }
    let year = Year {
        until: clock.now(),
        seed: SEED,
        contacts,
    };
    let progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let summary = demo::fill_year(db, &keys, year, progress).await?;
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
