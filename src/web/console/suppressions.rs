//! Addresses that must not be written to: why, since when, one by its exact address, and one more by hand. Lifting is
//! `suppression_lift`, whole files are `suppression_import`.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use maud::{Markup, html};
use sea_orm::{EntityTrait, Iterable};
use serde::Deserialize;

use super::{
    dates,
    error::PageError,
    frame, paging,
    suppression_export::sheet,
    suppression_words::{address, source, tone, words},
    view::View,
    visitor::{Manager, Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        accounts::member,
        customers::{
            email_address::EmailAddress,
            suppression::{Model, Reason},
            suppression_lift,
            suppression_list::{self, Wanted},
        },
        flow,
    },
    ids::{BrandId, SuppressionId},
    web::ui::{
        badge::{Tone, badge},
        figure::{count, counted},
        flash::flash,
        form::{self, Choice, Field, field, select, submit, wrong},
        table::{Column, empty, table},
    },
};

pub const PATH: &str = "/suppressions";

/// What the form for one more sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    address: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    brand: String,
}

/// `GET /suppressions`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let typed = Typed {
        brand: view.get("brand").unwrap_or_default().to_owned(),
        ..Typed::default()
    };
    page(&app, &visitor, &view, &typed, None).await
}

/// `POST /suppressions`: one more address.
pub async fn add(
    State(app): State<App>,
    Manager(visitor): Manager,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let view = View::default();
    let brand = visitor.chosen_brand(&typed.brand)?.id;
    let reason = Reason::parse(&typed.reason)
        .filter(|reason| BY_HAND.contains(reason))
        .ok_or(PageError::NotFound)?;
    let Some(email) = EmailAddress::parse(&typed.address) else {
        let fault = match typed.address.trim() {
            "" => "Type the address that must not be written to.".to_owned(),
            address => format!("“{address}” is no email address."),
        };
        return page(&app, &visitor, &view, &typed, Some(&fault)).await;
    };
    let (keys, by, now) = (app.keys.clone(), visitor.member.id, visitor.now);
    let address = email.to_string();
    let adding = app.db.write(move |tx| {
        Box::pin(async move {
            flow::suppress_by_hand(tx, &keys, brand, email.as_str(), reason, by, now).await
        })
    });
    match adding.await? {
        None => {
            let view = View::default()
                .with("search", &address)
                .with("done", "added");
            Ok(Redirect::to(&view.href(PATH)).into_response())
        }
        Some(stands) => {
            let fault = format!(
                "{address} is suppressed already: {}.",
                words(stands.reason).to_lowercase()
            );
            page(&app, &visitor, &view, &typed, Some(&fault)).await
        }
    }
}

/// Reasons that somebody gives here; the others come with letters.
const BY_HAND: [Reason; 2] = [Reason::Unsubscribed, Reason::Legal];

async fn page(
    app: &App,
    visitor: &Visitor,
    view: &View,
    typed: &Typed,
    fault: Option<&str>,
) -> Result<Response, PageError> {
    let (db, brands) = (app.db.read(), visitor.ids_of(view));
    let wanted = Wanted {
        brands: brands.clone(),
        reason: view.get("kind").and_then(Reason::parse),
        address: view.get("search").map(str::to_owned),
        after: paging::after(view).map(|(at, id)| (at, SuppressionId(id))),
    };
    if view.wants_csv() {
        return sheet(app, visitor, wanted).await?.download();
    }
    let mut found = suppression_list::list(db, &app.keys, &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, view, PATH, |row| (row.created_at, row.id.0));
    let manages = visitor.member.role.manages();

    let mut shell = frame::shell(app, visitor, "Suppressions", PATH, view).await;
    shell.lead = Some(html! {
        "Addresses that get no letter, whoever contacts you from them, each for one brand. The newest first."
    });
    shell.flash = done(view);
    shell.download = Some(view.csv(PATH));
    shell.filters = Some(html! {
        (search(visitor, view))
        div class="filters" { (reasons(app, view, &brands, wanted.reason).await?) }
    });
    let rendered = shell.render(html! {
        div class="stack" {
            @if found.is_empty() {
                (nothing(view, &wanted))
            } @else {
                section class="panel" { (list(visitor, &found, manages)) }
                (pager)
            }
            @if let Some(address) = &wanted.address { (lifted(app, visitor, &brands, address).await?) }
            @if manages {
                section class="panel form-panel" aria-labelledby="add" {
                    h2 id="add" { "Suppress an address" }
                    (adding(visitor, typed, fault))
                }
                section class="panel form-panel" aria-labelledby="import" {
                    h2 id="import" { "Import a file" }
                    (super::suppression_import::form(visitor, &typed.brand))
                }
            }
        }
    });
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((status, rendered).into_response())
}

fn done(view: &View) -> Option<Markup> {
    let done = view.get("done")?;
    if let Some(addresses) = done.strip_prefix("imported-") {
        let addresses = addresses.parse().ok()?;
        let (are, them) = if addresses == 1 {
            ("is", "it")
        } else {
            ("are", "them")
        };
        let words = format!(
            "The file is imported. {} {are} suppressed by it; letters to {them} that had not left were withdrawn.",
            counted(addresses, "address", "addresses")
        );
        return Some(flash(Tone::Good, words));
    }
    let words = match done {
        "added" => "The address is suppressed; letters to it that had not left were withdrawn.",
        "lifted-in-part" => {
            "That reason is lifted. The address stays suppressed for the one that is shown now, which can be lifted too."
        }
        "lifted" => {
            "The suppression is lifted. From the next contact on this address may be asked again."
        }
        "forgotten" => "The address is forgotten. Its keyed hash keeps it from being written to.",
        _ => return None,
    };
    Some(flash(Tone::Good, words))
}

fn search(visitor: &Visitor, view: &View) -> Markup {
    html! {
        form class="filters" method="get" action=(PATH) role="search" aria-label="Find an address" data-tidy {
            @if let Some(kind) = view.get("kind") { input type="hidden" name="kind" value=(kind); }
            div class="filters-first" {
                @if visitor.brands.len() > 1 {
                    (select("brand", "Brand", &brand_choices(visitor, true), view.get("brand").unwrap_or_default()))
                }
                (field(&Field {
                    name: "search",
                    label: "The whole address",
                    kind: "text",
                    value: view.get("search").unwrap_or_default(),
                    hint: Some("Found exactly, also where the address itself was erased."),
                    autocomplete: Some("off"),
                    ..Field::default()
                }))
                button class="button button-quiet" type="submit" { "Find" }
            }
        }
    }
}

fn brand_choices(visitor: &Visitor, all: bool) -> Vec<Choice> {
    let brands = visitor.brands.iter();
    let brands = brands.map(|brand| Choice::new(&brand.slug, &brand.name));
    all.then(|| Choice::new("", "All"))
        .into_iter()
        .chain(brands)
        .collect()
}

/// A choice of brand where there are several.
pub fn brand_field(visitor: &Visitor, chosen: &str) -> Markup {
    html! {
        @if visitor.brands.len() > 1 { (select("brand", "Brand", &brand_choices(visitor, false), chosen)) }
    }
}

async fn reasons(
    app: &App,
    view: &View,
    brands: &[BrandId],
    chosen: Option<Reason>,
) -> Result<Markup, PageError> {
    let counts = suppression_list::counts(app.db.read(), brands).await?;
    let of = |reason: Reason| {
        let found = counts.iter().find(|row| row.reason == reason);
        found.map_or(0, |row| u64::try_from(row.count).unwrap_or_default())
    };
    let all: u64 = Reason::iter().map(of).sum();
    let plain = view.without("after").without("done");
    let mut entries = vec![(
        format!("All {}", count(all)),
        plain.without("kind").href(PATH),
        chosen.is_none(),
    )];
    for reason in Reason::iter() {
        if of(reason) > 0 || chosen == Some(reason) {
            entries.push((
                format!("{} {}", words(reason), count(of(reason))),
                plain.with("kind", reason.code()).href(PATH),
                chosen == Some(reason),
            ));
        }
    }
    Ok(form::tabs("Reasons", &entries))
}

fn nothing(view: &View, wanted: &Wanted) -> Markup {
    match (&wanted.address, wanted.reason) {
        (Some(address), _) => empty(
            "This address is not suppressed",
            html! {
                p { bdi { (address) } " may be written to, as far as suppressions go." }
                p { a href=(view.without("search").without("done").href(PATH)) { "See all suppressions" } }
            },
        ),
        (None, Some(_)) => empty(
            "No address is suppressed for this reason",
            html! { p { a href=(PATH) { "See all suppressions" } } },
        ),
        (None, None) => empty(
            "No address is suppressed",
            html! { p { "Whoever unsubscribes, complains, or has an address that does not exist will be listed here." } },
        ),
    }
}

fn list(visitor: &Visitor, found: &[Model], manages: bool) -> Markup {
    let several = visitor.brands.len() > 1;
    let mut columns = vec![Column::text("Address"), Column::text("Why")];
    columns.extend(several.then(|| Column::text("Brand")));
    columns.push(Column::text("Since"));
    columns.extend(manages.then(|| Column::text("What can be done")));
    let rows: Vec<_> = found
        .iter()
        .map(|row| {
            let brand = visitor.brands.iter().find(|brand| brand.id == row.brand_id);
            let mut cells = vec![
                address(row),
                html! { (badge(tone(row.reason), &words(row.reason).to_lowercase())) span class="sub" { "by " (source(&row.source)) } },
            ];
            cells.extend(several.then(|| html! { bdi { (brand.map(|brand| brand.name.as_str()).unwrap_or_default()) } }));
            cells.push(dates::instant(row.created_at, visitor.clock(row.brand_id)));
            cells.extend(manages.then(|| actions(row)));
            cells
        })
        .collect();
    table("Suppressions, the newest first.", &columns, &rows)
}

fn actions(row: &Model) -> Markup {
    html! {
        span class="entry-actions" {
            @if row.reason.may_be_lifted() {
                a href={ (PATH) "/" (row.id) "/lift" } { "Lift…" }
            } @else {
                span class="soft" { "stays: a complaint" }
            }
            @if row.email.is_some() { a href={ (PATH) "/" (row.id) "/forget" } { "Forget the address…" } }
        }
    }
}

fn adding(visitor: &Visitor, typed: &Typed, fault: Option<&str>) -> Markup {
    let reasons = BY_HAND.map(|reason| match reason {
        Reason::Unsubscribed => Choice::new(reason.code(), "The customer asked for it"),
        reason => Choice::new(
            reason.code(),
            "Must not be written to (legal, do not contact)",
        ),
    });
    html! {
        @if fault.is_some() { (wrong("Nothing is suppressed yet: see below what is missing.")) }
        form class="form" method="post" action=(PATH) {
            (brand_field(visitor, &typed.brand))
            (field(&Field {
                name: "address",
                label: "Address",
                kind: "text",
                value: &typed.address,
                error: fault,
                autocomplete: Some("off"),
                autofocus: fault.is_some(),
                ..Field::default()
            }))
            (select("reason", "Why", &reasons, &typed.reason))
            (submit("Suppress"))
        }
    }
}

/// What was lifted for this address before.
async fn lifted(
    app: &App,
    visitor: &Visitor,
    brands: &[BrandId],
    address: &str,
) -> Result<Markup, PageError> {
    let Some(hash) = suppression_list::hash_of(&app.keys, address) else {
        return Ok(html! {});
    };
    let lifts = suppression_lift::of(app.db.read(), brands, &hash).await?;
    let mut members = Vec::with_capacity(lifts.len());
    for lift in &lifts {
        members.push(match lift.lifted_by {
            Some(id) => {
                let member = member::Entity::find_by_id(id).one(app.db.read());
                member.await?.map(|member| member.email)
            }
            None => None,
        });
    }
    Ok(html! {
        @if !lifts.is_empty() {
            section class="panel" aria-labelledby="lifted" {
                h2 id="lifted" { (counted(lifts.len() as u64, "suppression", "suppressions")) " lifted before" }
                ul {
                    @for (lift, by) in lifts.iter().zip(&members) {
                        li {
                            (words(lift.reason)) ", lifted " (dates::instant(lift.lifted_at, visitor.clock(lift.brand_id)))
                            " by " (by.as_deref().unwrap_or("the customer")) ": " q dir="auto" { (lift.why) }
                        }
                    }
                }
            }
        }
    })
}
