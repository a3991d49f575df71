//! The managers' door. One file a page; `visitor` says who is looking, `view` what the address asks for,
//! `frame` draws what stands around every page. `web::routes` mounts `routes`.

mod agent;
mod agent_answers;
mod agent_file;
mod agent_mix;
mod agent_table;
mod agent_words;
mod agents;
mod asking;
mod attention;
mod bounces;
mod cancel;
mod change;
mod comments;
mod contacts;
mod cross;
mod dates;
mod dead_letters;
mod decided_by;
mod deliveries;
mod empty;
mod error;
mod figures;
mod frame;
mod group;
mod group_table;
mod groups;
mod held;
mod how;
mod how_agents;
mod how_worked;
mod ledger;
mod look;
mod look_clash;
mod look_fields;
mod look_form;
mod look_preview;
mod mail_check;
mod movers;
mod outbox;
mod overview;
mod paging;
mod picks;
mod queue;
mod reason;
mod rehearsal;
mod rehearsal_form;
mod rehearsal_keep;
mod remarks;
mod report;
mod responses;
mod score;
pub mod sheet;
mod sign_in;
mod signals;
mod span;
mod suppression_export;
mod suppression_import;
mod suppression_lift;
mod suppression_words;
mod suppressions;
mod survey_edit;
mod survey_end;
mod survey_envelope;
mod survey_errors;
mod survey_fields;
mod survey_form;
mod survey_new;
mod survey_page;
mod survey_press;
mod survey_preview;
mod survey_questions;
mod survey_stakes;
mod survey_versions;
mod survey_when;
mod survey_wording;
mod surveys;
mod suspects;
mod text_faults;
mod texts;
mod theme_form;
mod themes;
mod throttle;
mod upload;
mod view;
mod visitor;
mod welcome;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::{app::App, domain::scores::grouping::Grouping, web::limits};

/// What somebody is told whose form is refused before it is read, since its file makes it larger than so many megabytes.
pub fn form_too_large(megabytes: usize) -> Response {
    error::PageError::TooLarge { megabytes }.into_response()
}

/// Every page of the console. Posts that come from another site are refused before they reach a page.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(overview::show))
        .route("/signals", get(signals::show))
        .route("/agents", get(agents::show))
        .route("/agents/{key}", get(agent::show))
        .route("/agents/{key}/ledger", get(ledger::show))
        .route("/teams", groups::handler(Grouping::Team))
        .route("/products", groups::handler(Grouping::Product))
        .route("/touchpoints", groups::handler(Grouping::Touchpoint))
        .route("/channels", groups::handler(Grouping::Channel))
        .route("/survey-scores", groups::handler(Grouping::Survey))
        .route("/brands", groups::handler(Grouping::Brand))
        .route("/how", get(how::show))
        .route("/cross", get(cross::show))
        .route("/teams/{key}", group::handler(Grouping::Team))
        .route("/products/{key}", group::handler(Grouping::Product))
        .route("/touchpoints/{key}", group::handler(Grouping::Touchpoint))
        .route("/channels/{key}", group::handler(Grouping::Channel))
        .route("/surveys/{key}", group::handler(Grouping::Survey))
        .route("/brands/{key}", group::handler(Grouping::Brand))
        .route("/look", get(look::choose))
        .route(
            "/brands/{key}/look",
            get(look::show)
                .post(look::press)
                .layer(DefaultBodyLimit::max(limits::FORM_WITH_FILE)),
        )
        .route("/brands/{key}/look/letter", get(look_preview::letter))
        .route("/brands/{key}/look/page", get(look_preview::page))
        .route("/brands/{key}/texts", get(texts::show).post(texts::save))
        .route("/responses", get(responses::show))
        .route("/comments", get(comments::show))
        .route("/themes/new", get(themes::new).post(themes::add))
        .route("/themes/{id}", get(themes::one).post(themes::change))
        .route(
            "/themes/{id}/remove",
            get(themes::sure).post(themes::remove),
        )
        .merge(surveys::routes())
        .route("/deliveries", get(deliveries::show))
        .route(
            "/deliveries/retry",
            get(dead_letters::sure).post(dead_letters::retry_all),
        )
        .route("/deliveries/{id}", get(deliveries::one))
        .route("/mail", get(mail_check::show).post(mail_check::ask_again))
        .route("/deliveries/{id}/retry", post(dead_letters::retry_one))
        .route("/bounces", get(bounces::show))
        .route("/bounces/{id}", get(bounces::kept))
        .route(
            suppressions::PATH,
            get(suppressions::show).post(suppressions::add),
        )
        .route(
            "/suppressions/import",
            post(suppression_import::upload).layer(DefaultBodyLimit::max(limits::FORM_WITH_LIST)),
        )
        .route(
            "/suppressions/import/{id}",
            get(suppression_import::show).post(suppression_import::import),
        )
        .route(
            "/suppressions/{id}/lift",
            get(suppression_lift::sure).post(suppression_lift::lift),
        )
        .route(
            "/suppressions/{id}/forget",
            get(suppression_lift::sure_to_forget).post(suppression_lift::forget),
        )
        .route(
            "/surveys/{brand}/{slug}/rehearsal",
            get(rehearsal::show).post(rehearsal_keep::keep),
        )
        .route(
            "/invitations/{id}/cancel",
            get(cancel::sure).post(cancel::cancel),
        )
        .route("/held", get(held::show))
        .route("/suspects", get(suspects::show))
        .route("/suspects/{letter}/accept", post(suspects::accept))
        .route("/suspects/{letter}/dismiss", post(suspects::dismiss))
        .route("/outbox", get(outbox::show))
        .route("/outbox/{id}", get(outbox::one))
        .route("/outbox/{id}/letter", get(outbox::letter))
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/welcome/{token}", get(welcome::show).post(welcome::join))
        .layer(Extension(Arc::new(throttle::Throttle::default())))
        .layer(Extension(Arc::new(mail_check::LastCheck::default())))
        .layer(
            CsrfLayer::new().with_rejection_response(|_: ProtectionError| -> Response {
                error::PageError::FromElsewhere.into_response()
            }),
        )
}
