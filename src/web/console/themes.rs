//! Themes are added, tried, changed and removed here, by managers. They show on the page of comments.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use maud::{Markup, html};

use super::{
    comments,
    error::PageError,
    frame,
    theme_form::{Page, TRIED_DAYS, Typed, named},
    view::View,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow::{self, ThemeRefused},
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
    // Of all brands, unless the reader looks at one.
    let chosen = visitor.brands_of(&view);
    if chosen.is_empty() {
        return Err(PageError::NotFound);
    }
    let typed = Typed::default();
    page(&visitor, None, chosen, &typed).show(&app).await
}

/// `POST /themes/new`: tries a theme, or adds it.
pub async fn add(
    State(app): State<App>,
    Manager(visitor): Manager,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    press(&app, &visitor, None, &typed).await
}

/// `GET /themes/{id}`
pub async fn one(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (theme, chosen) = find(&app, &visitor, &id).await?;
    let typed = Typed {
        name: theme.name,
        words: theme.words.0.join("\n"),
        ..Typed::default()
    };
    let page = page(&visitor, Some(theme.id), chosen, &typed);
    page.show(&app).await
}

/// `POST /themes/{id}`: tries other words, or keeps them.
pub async fn change(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (theme, _) = find(&app, &visitor, &id).await?;
    press(&app, &visitor, Some(theme.id), &typed).await
}

/// `GET /themes/{id}/remove`: asks before anything is lost.
pub async fn sure(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let (theme, brands) = find(&app, &visitor, &id).await?;
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
                @if visitor.brands.len() > 1 { " from " bdi { (named(&brands)) } }
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

/// The theme and the brands it is in, of those the visitor may see.
async fn find<'a>(
    app: &App,
    visitor: &'a Visitor,
    id: &str,
) -> Result<(theme::Model, Vec<&'a brand::Model>), PageError> {
    let id: ThemeId = id.parse().map_err(|_| PageError::NotFound)?;
    let rows = theme::with_equals(app.db.read(), &visitor.brand_ids(), id).await?;
    let has = |brand: &&brand::Model| rows.iter().any(|row| row.brand_id == brand.id);
    let brands = visitor.brands.iter().filter(has).collect();
    let theme = rows.iter().find(|row| row.id == id).cloned();
    Ok((theme.ok_or(PageError::NotFound)?, brands))
}

/// The brands of these slugs.
fn of_slugs<'a>(
    visitor: &'a Visitor,
    slugs: &[String],
) -> Result<Vec<&'a brand::Model>, PageError> {
    let known = |slug: &String| visitor.brands.iter().any(|brand| brand.slug == *slug);
    if !slugs.iter().all(known) {
        return Err(PageError::NotFound);
    }
    let chosen = visitor.brands.iter();
    Ok(chosen.filter(|brand| slugs.contains(&brand.slug)).collect())
}

fn page<'a>(
    visitor: &'a Visitor,
    theme: Option<ThemeId>,
    chosen: Vec<&'a brand::Model>,
    typed: &'a Typed,
) -> Page<'a> {
    Page {
        visitor,
        theme,
        chosen,
        typed,
        faults: Faults::default(),
        at_fault: None,
        tried: None,
    }
}

/// One of the two buttons of the form.
async fn press(
    app: &App,
    visitor: &Visitor,
    id: Option<ThemeId>,
    typed: &Typed,
) -> Result<Response, PageError> {
    let chosen = match visitor.brands.as_slice() {
        // Of one brand there is no choice.
        [only] if typed.brand.is_empty() => vec![only],
        _ => of_slugs(visitor, &typed.brand)?,
    };
    let brands: Vec<_> = chosen.iter().map(|brand| brand.id).collect();
    let mut page = page(visitor, id, chosen, typed);
    if typed.press == "try" {
        match theme::read_words(&typed.words) {
            Err(fault) => page.faults.words = Some(fault),
            Ok(words) => {
                let first = page.chosen.first().map(|brand| brand.slug.as_str());
                let days = Period::last(TRIED_DAYS, visitor.today(first));
                let seen = preview(&app.db, &brands, &words, days, visitor.now, SAMPLES).await?;
                page.tried = Some(seen).filter(|_| !brands.is_empty());
            }
        }
        return page.show(app).await;
    }
    let draft = match Draft::read(&typed.name, &typed.words) {
        Ok(draft) if !brands.is_empty() => draft,
        read => {
            page.faults = read.err().unwrap_or_default();
            return page.show(app).await;
        }
    };
    let (seen, actor, now) = (visitor.brand_ids(), actor(visitor), visitor.now);
    let kept = app.db.write(move |tx| {
        Box::pin(async move {
            Ok::<_, ThemeRefused>(match id {
                None => {
                    flow::add_theme(tx, &brands, draft, &actor, now).await?;
                    Some("added")
                }
                Some(id) => flow::change_theme(tx, &seen, id, &brands, draft, &actor, now)
                    .await?
                    .then_some("changed"),
            })
        })
    });
    match kept.await {
        Ok(Some(done)) => Ok(back(done)),
        // Removed since the form was opened.
        Ok(None) => Err(PageError::NotFound),
        Err(ThemeRefused::Name(brand, fault)) => {
            page.faults.name = Some(fault);
            page.at_fault = visitor.brands.iter().find(|known| known.id == brand);
            page.show(app).await
        }
        Err(ThemeRefused::Database(error)) => Err(error.into()),
    }
}
