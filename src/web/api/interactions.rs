//! `/api/v1/interactions`: reporting, one or many at a time, and seeing what became of it.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use deserr::Deserr;
use sea_orm::DbBackend;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    document,
    extract::{Body, NoParams, Params, PathId},
    interaction_view::{BatchResult, BatchResults, InteractionView, ReportedInteraction},
    report_body::{BatchReport, InteractionReport},
    values::Key,
};
use crate::{
    app::App,
    domain::{
        flow::{self, Reported},
        interactions::{
            listing::{self, Row},
            report::Report,
        },
        invitations,
        organization::brand,
        responses::{self, filter::Filter},
    },
    ids::InteractionId,
    web::{
        auth::{ApiClient, Looking, Reporting, brand_meant},
        error::{ApiError, Faults},
    },
};

/// Reports written in one transaction on SQLite: enough to share the wait for the disk, few enough to let others in
/// between. On PostgreSQL each has its own: transactions of several reports could each wait for what the other holds.
const WRITTEN_TOGETHER: usize = 25;

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(report_interaction, find_interaction))
        .routes(routes!(report_batch))
        .routes(routes!(get_interaction))
}

/// Report an interaction
///
/// Tell it again as often as you like: brand, `source` and `external_id` say which interaction it is, the first report
/// stands, and nobody is asked twice.
#[utoipa::path(
    post, path = "/api/v1/interactions", tag = "interactions", request_body = InteractionReport,
    responses(
        (status = 201, description = "It is new, and this was decided about it", body = ReportedInteraction),
        (status = 200, description = "It had been told before; the same answer as then", body = ReportedInteraction),
        (status = 404, description = "`brand` names none, or none this key may see"),
    )
)]
async fn report_interaction(
    State(app): State<App>,
    client: ApiClient<Reporting>,
    _: Params<NoParams>,
    Body(sent): Body<InteractionReport>,
) -> Result<(StatusCode, Json<ReportedInteraction>), ApiError> {
    let brands = client.brands(&app).await?;
    let brand = brand_meant(&brands, sent.brand_named(), "/brand")?.clone();
    let mut reported = report_all(&app, vec![(brand, sent.into())]).await?;
    let reported = reported
        .pop()
        .ok_or_else(|| ApiError::Internal(anyhow::anyhow!("no report came back")))?;
    Ok((status_of(&reported), Json(reported.into())))
}

fn status_of(reported: &Reported) -> StatusCode {
    if reported.first {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    }
}

async fn report_all(
    app: &App,
    reports: Vec<(brand::Model, Report)>,
) -> Result<Vec<Reported>, ApiError> {
    let (keys, now) = (app.keys.clone(), app.clock.now());
    let reported = app
        .db
        .write(move |tx| Box::pin(async move { flow::report_all(tx, &keys, reports, now).await }))
        .await?;
    if reported
        .iter()
        .any(|reported| reported.first && reported.send_at.is_some_and(|at| at <= now))
    {
        app.letters_waiting.notify_one();
    }
    Ok(reported)
}

/// Report many interactions
///
/// Each entry is judged by itself: a bad one spoils no other. Pointers in the problems lead into the whole body.
#[utoipa::path(
    post, path = "/api/v1/interactions/batch", tag = "interactions", request_body = BatchReport,
    responses((status = 200, description = "One result for each entry, in order", body = BatchResults))
)]
async fn report_batch(
    State(app): State<App>,
    client: ApiClient<Reporting>,
    _: Params<NoParams>,
    headers: HeaderMap,
    Body(batch): Body<BatchReport>,
) -> Result<Json<BatchResults>, ApiError> {
    let brands = client.brands(&app).await?;
    let now = app.clock.now();
    let read = |(index, entry)| {
        let at = format!("/interactions/{index}");
        let sent = document::read::<InteractionReport>(entry, now)
            .map_err(|faults| ApiError::Invalid(faults.under(&at)))?;
        let brand = brand_meant(&brands, sent.brand_named(), &format!("{at}/brand"))?;
        Ok((brand.clone(), Report::from(sent)))
    };
    let entries: Vec<Result<_, ApiError>> = batch
        .interactions
        .into_iter()
        .enumerate()
        .map(read)
        .collect();
    let together = if app.db.backend() == DbBackend::Sqlite {
        WRITTEN_TOGETHER
    } else {
        1
    };
    let mut results = Vec::with_capacity(entries.len());
    let mut waiting = Vec::new();
    for entry in entries {
        match entry {
            Ok(report) => waiting.push(report),
            Err(refusal) => {
                results.extend(write_together(&app, std::mem::take(&mut waiting)).await);
                results.push(Err(refusal));
            }
        }
        if waiting.len() == together {
            results.extend(write_together(&app, std::mem::take(&mut waiting)).await);
        }
    }
    results.extend(write_together(&app, waiting).await);
    let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    Ok(Json(BatchResults {
        results: results
            .into_iter()
            .map(|result| batch_result(result, request_id))
            .collect(),
    }))
}

/// Writes reports in one transaction; should that fail, each in its own, so that one that cannot be
/// written takes no other with it.
async fn write_together(
    app: &App,
    reports: Vec<(brand::Model, Report)>,
) -> Vec<Result<Reported, ApiError>> {
    if reports.is_empty() {
        return Vec::new();
    }
    if let Ok(reported) = report_all(app, reports.clone()).await {
        return reported.into_iter().map(Ok).collect();
    }
    let mut results = Vec::with_capacity(reports.len());
    for report in reports {
        results.push(
            report_all(app, vec![report])
                .await
                .map(|mut reported| reported.remove(0)),
        );
    }
    results
}

fn batch_result(result: Result<Reported, ApiError>, request_id: Option<&str>) -> BatchResult {
    match result {
        Ok(reported) => BatchResult {
            status: status_of(&reported).as_u16(),
            interaction: Some(reported.into()),
            problem: None,
        },
        Err(refusal) => {
            refusal.log();
            let mut problem = refusal.problem();
            problem.request_id = request_id.map(str::to_owned);
            BatchResult {
                status: problem.status,
                interaction: None,
                problem: Some(problem),
            }
        }
    }
}

/// See what became of an interaction
#[utoipa::path(
    get, path = "/api/v1/interactions/{id}", tag = "interactions", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The report, the decision, the invitation and the response", body = InteractionView),
        (status = 404, description = "There is none of that id, or it is not this key's to see"),
    )
)]
async fn get_interaction(
    State(app): State<App>,
    client: ApiClient<Looking>,
    _: Params<NoParams>,
    PathId(id): PathId<InteractionId>,
) -> Result<Json<InteractionView>, ApiError> {
    let brands = client.brand_ids(&app).await?;
    let found = listing::by_id(app.db.read(), &brands, id).await?;
    let row = found.into_iter().next().ok_or(ApiError::NotFound)?;
    Ok(Json(with_consequences(&app, row).await?))
}

/// Which interaction is meant, by the ids of the system it comes from.
#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InteractionQuery {
    /// The system it comes from; `api` when left out.
    #[deserr(default = Key::from_static("api"))]
    #[param(inline, required = false)]
    pub source: Key,
    /// Its id there.
    #[param(inline)]
    pub external_id: Key,
    /// The brand's slug, for a key that sees several.
    #[deserr(default)]
    #[param(inline)]
    pub brand: Option<Key>,
}

/// Find an interaction by the id its system gave it
#[utoipa::path(
    get, path = "/api/v1/interactions", tag = "interactions", params(InteractionQuery),
    responses(
        (status = 200, description = "The report, the decision, the invitation and the response", body = InteractionView),
        (status = 404, description = "None was reported under that id, or it is not this key's to see"),
    )
)]
async fn find_interaction(
    State(app): State<App>,
    client: ApiClient<Looking>,
    Params(query): Params<InteractionQuery>,
) -> Result<Json<InteractionView>, ApiError> {
    let brands = client.brands(&app).await?;
    let brands: Vec<_> = match &query.brand {
        Some(slug) => vec![brand_meant(&brands, Some(&slug.0), "/brand")?.id],
        None => brands.iter().map(|brand| brand.id).collect(),
    };
    let mut found = listing::by_external_id(
        app.db.read(),
        &brands,
        &query.source.0,
        &query.external_id.0,
    )
    .await?;
    if found.len() > 1 {
        return Err(Faults::one(
            "/brand",
            "is required, since several brands know this interaction",
        )
        .into());
    }
    Ok(Json(
        with_consequences(&app, found.pop().ok_or(ApiError::NotFound)?).await?,
    ))
}

async fn with_consequences(app: &App, row: Row) -> Result<InteractionView, ApiError> {
    let (brand, id) = (row.interaction.brand_id, row.interaction.id);
    let invitation = invitations::listing::of_interaction(app.db.read(), brand, id).await?;
    let response =
        responses::listing::of_interaction(app.db.read(), &Filter::within([brand]), id).await?;
    Ok(InteractionView::new(
        row,
        invitation,
        response.map(Into::into),
    ))
}
