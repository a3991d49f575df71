//! A file of suppressions: uploaded, tried, and imported once somebody has seen what would come of it.

use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{
    error::PageError,
    frame,
    sheet::{Cell, Sheet},
    suppressions::{PATH, brand_field},
    upload,
    view::View,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        customers::{
            suppression_file::{self, Fault, HEAVIEST, Unreadable},
            suppression_upload::{self, Model},
        },
        flow::{self, Import},
    },
    ids::SuppressionUploadId,
    web::ui::{
        badge::Tone,
        figure::{count, counted},
        flash::flash,
        form::{submit, wrong},
        table::{Column, table},
    },
};

/// Faulty lines shown on the page; the file has all of them.
const SHOWN: usize = 100;

/// The form that uploads a file, for the brand of that slug where nobody chooses another. A piece of the page of
/// suppressions.
pub fn form(visitor: &Visitor, brand: &str) -> Markup {
    html! {
        form class="form" method="post" action={ (PATH) "/import" } enctype="multipart/form-data" {
            (brand_field(visitor, brand))
            div class="field" {
                label for="file" { "CSV file" }
                input id="file" name="file" type="file" accept=".csv,.txt,text/csv,text/plain" required aria-describedby="file-hint";
                p class="hint" id="file-hint" {
                    "One address a line; a second column may say why, a third since when. Up to 200,000 lines and 20 MB. "
                    "Nothing is imported before you have seen what would change."
                }
            }
            (submit("Look at the file"))
        }
    }
}

/// `POST /suppressions/import`: keeps the file and shows what would come of it.
pub async fn upload(
    State(app): State<App>,
    Manager(visitor): Manager,
    form: Multipart,
) -> Result<Response, PageError> {
    let sent = Sent::read(form).await?;
    let brand = visitor.chosen_brand(&sent.brand)?.id;
    let now = visitor.now;
    if let Err(fault) = suppression_file::read(&sent.content, &app.keys, now) {
        return refused(&app, &visitor, &sent.brand, &fault).await;
    }
    let keeping = app.db.write(move |tx| {
        Box::pin(async move {
            suppression_upload::keep(tx, brand, &sent.file_name, sent.content, now).await
        })
    });
    let id: SuppressionUploadId = keeping.await?;
    Ok(Redirect::to(&format!("{PATH}/import/{id}")).into_response())
}

/// `GET /suppressions/import/{id}`: what the file would change, and what of it cannot be taken.
pub async fn show(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, PageError> {
    let file = find(&app, &visitor, &id).await?;
    let read = suppression_file::read(&file.content, &app.keys, visitor.now);
    let read = read.map_err(|fault| PageError::Surprise(fault.into()))?;
    let path = format!("{PATH}/import/{}", file.id);
    if view.wants_csv() {
        return faults_sheet(&read.faults).download();
    }
    let would = flow::rehearse_import(app.db.read(), file.brand_id, &read.lines).await?;
    let mut shell = frame::shell(
        &app,
        &visitor,
        "Import suppressions",
        PATH,
        &View::default(),
    )
    .await;
    shell.crumbs = vec![("Suppressions".into(), PATH.into())];
    let brand = visitor
        .brands
        .iter()
        .find(|brand| brand.id == file.brand_id);
    shell.lead = Some(html! {
        bdi { (file.file_name) } ", for " bdi { (brand.map(|brand| brand.name.as_str()).unwrap_or_default()) }
        ". Nothing is imported yet."
    });
    let changes = would.new + would.stronger;
    Ok(shell
        .render(html! {
            div class="stack" {
                section class="panel" {
                    (figures(&would, read.doubles, read.faults.len() as u64))
                    form class="panel-foot" method="post" action=(path) {
                        div class="entry-actions" {
                            @if changes > 0 { (submit(&format!("Import {}", counted(changes, "address", "addresses")))) }
                            a class="button button-quiet" href=(PATH) { "Leave it" }
                        }
                    }
                    @if changes == 0 { p class="soft" { "The file changes nothing." } }
                }
                @if !read.faults.is_empty() {
                    section class="panel" { (faults(&read.faults, &View::default().with("format", "csv").href(&path))) }
                }
            }
        })
        .into_response())
}

/// `POST /suppressions/import/{id}`
pub async fn import(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let file = find(&app, &visitor, &id).await?;
    let read = suppression_file::read(&file.content, &app.keys, visitor.now);
    let read = read.map_err(|fault| PageError::Surprise(fault.into()))?;
    let (brand, by, now) = (file.brand_id, Some(visitor.member.id), visitor.now);
    let done = flow::import_suppressions(&app.db, brand, read.lines, by, now).await?;
    let dropping = app
        .db
        .write(move |tx| Box::pin(async move { suppression_upload::drop(tx, file.id).await }));
    let dropped: Result<(), sea_orm::DbErr> = dropping.await;
    dropped?;
    let view = View::default().with("done", &format!("imported-{}", done.new + done.stronger));
    Ok(Redirect::to(&view.href(PATH)).into_response())
}

async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Model, PageError> {
    let id: SuppressionUploadId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = suppression_upload::by_id(app.db.read(), &visitor.brand_ids(), id).await?;
    found.ok_or(PageError::NotFound)
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    brand: &str,
    fault: &Unreadable,
) -> Result<Response, PageError> {
    let mut shell = frame::shell(app, visitor, "Import suppressions", PATH, &View::default()).await;
    shell.crumbs = vec![("Suppressions".into(), PATH.into())];
    let page = shell.render(html! {
        section class="panel form-panel" {
            (wrong(&format!("Nothing is imported: {fault}.")))
            (form(visitor, brand))
        }
    });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn figures(would: &Import, doubles: u64, faults: u64) -> Markup {
    html! {
        dl class="facts" {
            div { dt { "to suppress" } dd { (count(would.new)) } }
            div { dt { "suppressed already" } dd { (count(would.known)) } }
            @if would.stronger > 0 {
                div { dt { "suppressed already, for a weaker reason" } dd { (count(would.stronger)) } }
            }
            div { dt { "named more than once" } dd { (count(doubles)) } }
            div { dt { "faulty lines" } dd { (count(faults)) } }
        }
    }
}

fn faults(faults: &[Fault], file: &str) -> Markup {
    let rows: Vec<_> = faults
        .iter()
        .take(SHOWN)
        .map(|fault| {
            vec![
                html! { (fault.line) },
                html! { span class="said" { bdi { (fault.content) } } },
                html! { (fault.what) },
            ]
        })
        .collect();
    let columns = [
        Column::number("Line"),
        Column::text("What stands there"),
        Column::text("What is wrong"),
    ];
    html! {
        (flash(Tone::Watch, html! {
            (counted(faults.len() as u64, "line cannot", "lines cannot")) " be taken. The others can be imported without. "
            a href=(file) download rel="nofollow" { "All faulty lines as CSV" }
        }))
        (table(&format!("The first {} faulty lines.", rows.len()), &columns, &rows))
    }
}

fn faults_sheet(faults: &[Fault]) -> Sheet {
    Sheet {
        name: "faulty-lines".into(),
        columns: ["line", "content", "fault"].map(str::to_owned).into(),
        rows: faults
            .iter()
            .map(|fault| {
                vec![
                    Cell::Count(fault.line),
                    Cell::text(&fault.content),
                    Cell::text(&fault.what),
                ]
            })
            .collect(),
    }
}

/// The form as it was sent.
#[derive(Default)]
struct Sent {
    brand: String,
    file_name: String,
    content: Vec<u8>,
}

impl Sent {
    /// One byte too many says that a file is too large; more is not kept.
    async fn read(form: Multipart) -> Result<Self, PageError> {
        let mut sent = Self::default();
        for part in upload::parts(form, HEAVIEST).await? {
            match (part.name.as_str(), &part.file_name) {
                ("file", Some(file_name)) => {
                    sent.file_name = file_name.clone();
                    sent.content = part.content;
                }
                ("brand", _) => sent.brand = part.text(),
                _ => {}
            }
        }
        Ok(sent)
    }
}
