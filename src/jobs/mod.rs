//! What time makes happen. This page is the timetable; each job has its own file and `runner` keeps them going.
//! A job takes `now` from the app's clock and does all that is due then, so that a test can move time instead of waiting.

mod at_hand;
mod carrier;
mod clean_up;
mod clerk;
mod expire_invitations;
mod measure_queue;
mod pack_days;
pub mod read_bounces;
mod recover_letters;
mod remind_customers;
pub mod runner;
pub mod send_letters;
mod sending_thread;
mod settle_clicks;

use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::DbErr;

use crate::app::App;

/// One line of the timetable.
struct Job {
    /// In logs.
    name: &'static str,
    /// The time between two runs.
    every: Duration,
    run: fn(App) -> BoxFuture<'static, Result<(), DbErr>>,
}

/// All jobs but the sending of letters, which never rests: `send_letters` is woken by every new letter.
const TIMETABLE: &[Job] = &[
    Job {
        name: "settle_clicks",
        every: Duration::from_secs(1),
        run: |app| Box::pin(async move { settle_clicks::run(&app).await }),
    },
    Job {
        name: "recover_letters",
        every: Duration::from_secs(30),
        run: |app| Box::pin(async move { recover_letters::run(&app).await }),
    },
    Job {
        name: "measure_queue",
        every: Duration::from_secs(15),
        run: |app| Box::pin(async move { measure_queue::run(&app).await }),
    },
    Job {
        name: "expire_invitations",
        every: Duration::from_secs(60),
        run: |app| Box::pin(async move { expire_invitations::run(&app).await }),
    },
    Job {
        name: "remind_customers",
        every: Duration::from_secs(60),
        run: |app| Box::pin(async move { remind_customers::run(&app).await }),
    },
    Job {
        name: "pack_days",
        every: Duration::from_secs(300),
        run: |app| Box::pin(async move { pack_days::run(&app).await }),
    },
    Job {
        name: "clean_up",
        every: Duration::from_secs(3600),
        run: |app| Box::pin(async move { clean_up::run(&app).await }),
    },
];
