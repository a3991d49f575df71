//! A new survey: a starting point and a name make a draft, which the editor opens.

use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use sea_orm::DbErr;
use serde::Deserialize;

use super::{
    error::PageError,
    frame,
    survey_page::{LIST, address},
    view::View,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow,
        surveys::{
            draft::{self, Change, Saved},
            sketch::{Sketch, one_line, slugs::slug_of},
            starting::StartingPoint,
        },
    },
    web::ui::form::{Choice, Field, field, select, wrong},
};

/// Where a new survey is begun.
pub const PATH: &str = "/new-survey";

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    point: String,
    #[serde(default)]
    brand: String,
}

/// `GET /new-survey`
pub async fn show(
    State(app): State<App>,
    Manager(visitor): Manager,
    view: View,
) -> Result<Response, PageError> {
    let typed = Typed {
        point: StartingPoint::Call.code().into(),
        brand: view.value("brand").into(),
        ..Typed::default()
    };
    Ok(page(&app, &visitor, &typed, None).await)
}

/// `POST /new-survey`
pub async fn begin(
    State(app): State<App>,
    Manager(visitor): Manager,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let brand = match typed.brand.as_str() {
        "" => visitor.brands.first(),
        slug => visitor.brands.iter().find(|brand| brand.slug == slug),
    };
    let brand = brand.ok_or(PageError::NotFound)?;
    let Some(point) = StartingPoint::parse(&typed.point) else {
        return Ok(page(&app, &visitor, &typed, Some("Choose what to begin with.")).await);
    };
    let mut definition = point.definition();
    let name = one_line(&typed.name);
    if name.chars().count() > 200 {
        let words = "The name has more than 200 characters.";
        return Ok(page(&app, &visitor, &typed, Some(words)).await);
    }
    if !name.is_empty() {
        definition.name = name;
    }
    let (id, by, now) = (brand.id, visitor.member.id, visitor.now);
    let begun = app.db.write(move |tx| {
        Box::pin(async move {
            let slug = draft::free_slug(tx, id, &slug_of(&definition.name)).await?;
            let change = Change {
                brand: id,
                slug: slug.clone(),
                sketch: Sketch::of(&definition),
                base: None,
                seen: 0,
                by,
            };
            let saved = flow::save_draft(tx, change, now).await?;
            Ok::<_, DbErr>(matches!(saved, Saved::Kept(_)).then_some(slug))
        })
    });
    match begun.await? {
        Some(slug) => {
            Ok(Redirect::to(&format!("{}/edit?done=new", address(brand, &slug))).into_response())
        }
        None => Ok(page(
            &app,
            &visitor,
            &typed,
            Some("Somebody was quicker with that name: try again."),
        )
        .await),
    }
}

async fn page(app: &App, visitor: &Visitor, typed: &Typed, fault: Option<&str>) -> Response {
    let mut shell = frame::shell(app, visitor, "New survey", LIST, &View::default()).await;
    shell.crumbs = vec![("Surveys".into(), LIST.into())];
    shell.lead = Some(
        html! { "Choose what to begin with; everything can be changed before anybody is asked." },
    );
    let brands: Vec<_> = visitor
        .brands
        .iter()
        .map(|brand| Choice::new(&brand.slug, &brand.name))
        .collect();
    let page = shell.render(html! {
        section class="panel form-panel" {
            form class="form" method="post" action=(PATH) {
                @if let Some(fault) = fault { (wrong(fault)) }
                fieldset class="group points" {
                    legend { "Begin with" }
                    @for point in StartingPoint::ALL {
                        div class="point" {
                            input type="radio" name="point" id=(point.code()) value=(point.code()) checked[typed.point == point.code()]
                                aria-describedby={ (point.code()) "-about" };
                            label for=(point.code()) { (point.name()) }
                            p class="hint" id={ (point.code()) "-about" } { (point.about()) }
                        }
                    }
                }
                @if brands.len() > 1 { (select("brand", "For which brand", &brands, &typed.brand)) }
                (field(&Field {
                    name: "name",
                    label: "Name, for your colleagues",
                    kind: "text",
                    value: &typed.name,
                    hint: Some("Left empty, it is called as above."),
                    autocomplete: Some("off"),
                    ..Field::default()
                }))
                div { button class="button" type="submit" { "Begin" } }
            }
        }
    });
    let status = if fault.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    (status, page).into_response()
}
