//! Themes are added, tried, changed and removed here, by managers. They show on the page of comments.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use sea_orm::DbErr;

use super::{
    comments,
    error::PageError,
    frame,
    theme_form::{Page, TRIED_DAYS, Typed},
    view::View,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow,
        organization::brand,
        responses::theme::{self, Draft, Faults},
        scores::{period::Period, themes::preview},
    },
    ids::ThemeId,
    web::ui::figure::counted,
};

/// Comments shown of those a try finds.
const SAMPLES: usize = 3;

/// `GET /themes/new`
pub async fn new(
    State(app): State<App>,
    Manager(visitor): Manager,
    view: View,
) -> Result<Response, PageError> {
    let brands = visitor.brands_of(&view);
    let brand = *brands.first().ok_or(PageError::NotFound)?;
    let page = Page {
        visitor: &visitor,
        theme: None,
        brand,
        typed: &Typed::default(),
        faults: Faults::default(),
        tried: None,
    };
    page.show(&app).await
}

/// `POST /themes/new`: tries a theme, or adds it.
pub async fn add(
    State(app): State<App>,
    Manager(visitor): Manager,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let brand = match typed.brand.as_str() {
        "" => visitor.brands.first(),
        slug => visitor.brands.iter().find(|brand| brand.slug == slug),
    };
    let brand = brand.ok_or(PageError::NotFound)?;
    press(&app, &visitor, None, brand, &typed).await
}

/// `GET /themes/{id}`
pub async fn one(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (theme, brand) = find(&app, &visitor, &id).await?;
    let typed = Typed {
        name: theme.name,
        words: theme.words.0.join("\n"),
        ..Typed::default()
    };
    let page = Page {
        visitor: &visitor,
        theme: Some(theme.id),
        brand,
        typed: &typed,
        faults: Faults::default(),
        tried: None,
    };
    page.show(&app).await
}

/// `POST /themes/{id}`: tries other words, or keeps them.
pub async fn change(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (theme, brand) = find(&app, &visitor, &id).await?;
    press(&app, &visitor, Some(theme.id), brand, &typed).await
}

/// `GET /themes/{id}/remove`: asks before anything is lost.
pub async fn sure(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let (theme, brand) = find(&app, &visitor, &id).await?;
    let mut shell = frame::shell(
        &app,
        &visitor,
        "Remove a theme",
        comments::PATH,
        &View::default(),
    )
    .await;
    shell.crumbs = vec![
        ("Comments".into(), "/comments#themes".into()),
        (theme.name.clone(), format!("/themes/{}", theme.id)),
    ];
    Ok(shell.render(html! {
        section class="panel form-panel" {
            p {
                "Remove the theme " strong { bdi { (theme.name) } } " with its "
                (counted(theme.words.0.len() as u64, "word", "words"))
                @if visitor.brands.len() > 1 { " from " bdi { (brand.name) } }
                "? It then shows nowhere, for nobody. No comment is lost."
            }
            form method="post" action={ "/themes/" (theme.id) "/remove" } class="entry-actions panel-foot" {
                button class="button" type="submit" { "Remove the theme" }
                a class="button button-quiet" href={ "/themes/" (theme.id) } { "Keep it" }
            }
        }
    }))
}

/// `POST /themes/{id}/remove`
pub async fn remove(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: ThemeId = id.parse().map_err(|_| PageError::NotFound)?;
    let (brands, actor, now) = (visitor.brand_ids(), actor(&visitor), visitor.now);
    let removed = app.db.write(move |tx| {
        Box::pin(async move { flow::remove_theme(tx, &brands, id, &actor, now).await })
    });
    if removed.await? {
        Ok(back("removed"))
    } else {
        Err(PageError::NotFound)
    }
}

fn actor(visitor: &Visitor) -> String {
    format!("member:{}", visitor.member.id)
}

fn back(done: &str) -> Response {
    let to = View::default().with("done", done).href(comments::PATH);
    Redirect::to(&format!("{to}#themes")).into_response()
}

/// The theme, if it is in a brand the visitor may see.
async fn find<'a>(
    app: &App,
    visitor: &'a Visitor,
    id: &str,
) -> Result<(theme::Model, &'a brand::Model), PageError> {
    let id: ThemeId = id.parse().map_err(|_| PageError::NotFound)?;
    let theme = theme::by_id(app.db.read(), &visitor.brand_ids(), id).await?;
    let theme = theme.ok_or(PageError::NotFound)?;
    let brand = visitor
        .brands
        .iter()
        .find(|brand| brand.id == theme.brand_id);
    Ok((theme, brand.ok_or(PageError::NotFound)?))
}

/// One of the two buttons of the form.
async fn press(
    app: &App,
    visitor: &Visitor,
    id: Option<ThemeId>,
    brand: &brand::Model,
    typed: &Typed,
) -> Result<Response, PageError> {
    let mut page = Page {
        visitor,
        theme: id,
        brand,
        typed,
        faults: Faults::default(),
        tried: None,
    };
    if typed.press == "try" {
        match theme::read_words(&typed.words) {
            Err(fault) => page.faults.words = Some(fault),
            Ok(words) => {
                let today = visitor.now.with_timezone(&brand.tz()).date_naive();
                let days = Period::last(TRIED_DAYS, today);
                let seen = preview(app.db.read(), brand.id, &words, days, SAMPLES).await?;
                page.tried = Some(seen);
            }
        }
        return page.show(app).await;
    }
    let draft = match Draft::read(&typed.name, &typed.words) {
        Ok(draft) => draft,
        Err(faults) => {
            page.faults = faults;
            return page.show(app).await;
        }
    };
    let (brands, brand, actor, now) = (visitor.brand_ids(), brand.id, actor(visitor), visitor.now);
    let kept = app.db.write(move |tx| {
        Box::pin(async move {
            Ok::<_, DbErr>(match id {
                None => flow::add_theme(tx, brand, draft, &actor, now)
                    .await?
                    .map(|_| "added"),
                Some(id) => match flow::change_theme(tx, &brands, id, draft, &actor, now).await? {
                    Some(changed) => changed.map(|()| "changed"),
                    // Removed since the form was opened.
                    None => Ok(""),
                },
            })
        })
    });
    match kept.await? {
        Ok("") => Err(PageError::NotFound),
        Ok(done) => Ok(back(done)),
        Err(fault) => {
            page.faults.name = Some(fault);
            page.show(app).await
        }
    }
}
