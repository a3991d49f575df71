//! `afterword serve`: one process with everything, from the first sentence it prints to its graceful end.

pub mod connections;
pub mod database;
pub mod demo;
pub mod logging;
pub mod only;

use std::{
    io::{self, ErrorKind, Write},
    net::TcpListener,
    time::Duration,
};

use anyhow::{Context, anyhow};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    clock::Clock,
    config::Config,
    db::{Db, Opening},
    domain::accounts::member,
    jobs::runner,
    web,
};
use connections::Patience;
use only::OnlyOne;

/// For letters in flight to be finished after the order to stop; what is not is sent again later.
const LETTERS: Duration = Duration::from_secs(10);

/// Serves the installation that `config` describes, until told to stop.
///
/// # Errors
/// A sentence that says why it cannot start, or what ended it.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    database::make_folder(&config)?;
    let only = config
        .sqlite_file()
        .map(|file| OnlyOne::on(&file))
        .transpose()?;
    let listener = listen(&config)?;
    let clock = Clock::System;
    let db = database::open(&config, &clock, Opening::default()).await?;
    run(db, clock, config, listener, |_| Vec::new()).await?;
    drop(only);
    Ok(())
}

/// Takes the port.
///
/// # Errors
/// A sentence when it is taken, or not ours to take.
pub fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let bind = config.bind;
    TcpListener::bind(bind).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {} is taken: something else listens on {bind}. Stop it, or choose another port with AFTERWORD_BIND",
            bind.port()
        ),
        ErrorKind::PermissionDenied => {
            anyhow!("AFTERWORD_BIND is {bind}, a port this user may not take; ports from 1024 on are free to all")
        }
        _ => anyhow!("AFTERWORD_BIND is {bind}, where this machine cannot listen: {error}"),
    })
}

/// Serves an opened database until SIGTERM or SIGINT; a second one ends it at once. `greeting` adds lines to what is
/// printed at the start.
///
/// # Errors
/// What ended it before it was told to stop.
pub async fn run(
    db: Db,
    clock: Clock,
    config: Config,
    listener: TcpListener,
    greeting: impl FnOnce(&App) -> Vec<String>,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let patience = Patience {
        connections: config.connections,
        ..Patience::default()
    };
    let app = App::new(
        db,
        clock,
        config,
        address,
        Some(web::observe::recorder().clone()),
    );
    let stop = stop_on_signals()?;
    let jobs = runner::start(&app).await.context("the jobs cannot start")?;
    for warning in &app.config.warnings {
        tracing::warn!("{warning}");
    }
    let mut lines = first_lines(&app).await?;
    lines.extend(greeting(&app));
    lines.push(format!(
        "Afterword {} is listening on http://{address}",
        env!("CARGO_PKG_VERSION")
    ));
    print(&lines);
    tracing::info!(%address, "serving");

    let routes = web::routes::router(app.clone());
    let serving = connections::serve(listener, routes, patience, stop.clone());
    let stopping = async {
        stop.cancelled().await;
        tracing::info!("stopping");
        jobs.stop(LETTERS).await;
    };
    // Should the listener fail, there is nothing left to wait for but the jobs.
    let serving = async {
        let served = serving.await;
        stop.cancel();
        served
    };
    let (served, ()) = tokio::join!(serving, stopping);
    app.db.clone().close().await?;
    tracing::info!("stopped");
    served.context("the server failed")
}

/// What an operator must know at the start.
async fn first_lines(app: &App) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    if app.keeps_letters() {
        lines.push(format!(
            "No AFTERWORD_SMTP_URL: letters are not sent but kept, to be read at {}/outbox",
            app.public_url
        ));
    }
    if !member::any(app.db.read()).await? {
        let token = app.keys.first_run_token();
        lines.push(format!(
            "Nobody can sign in yet. Create the first member: {}/welcome/{token}",
            app.public_url
        ));
    }
    Ok(lines)
}

fn print(lines: &[String]) {
    let mut out = io::stdout().lock();
    for line in lines {
        // Whoever started us may have stopped listening; serving goes on.
        let _ = writeln!(out, "{line}");
    }
    let _ = out.flush();
}

fn stop_on_signals() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let told = stop.clone();
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    tokio::spawn(async move {
        let mut signalled = async || {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        signalled().await;
        told.cancel();
        signalled().await;
        std::process::exit(1);
    });
    Ok(stop)
}
