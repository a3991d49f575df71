//! What a look makes of a letter and a survey page, each in the light and in the dark: pages of their own for the frames
//! beside the form. Made up is only whom they are about.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    error::PageError,
    look::{language, page_of, wanted},
    outbox::letter_policy,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        deliveries::delivery,
        interactions::interaction::Channel,
        organization::{brand, look::Look},
        surveys::{definition::Definition, survey},
    },
    ids::{DeliveryId, LookId, SurveyVersionId},
    web::{scheme::Scheme, survey::preview},
};

/// Ours alone, in a frame of ours alone, and nothing can be sent from it.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
);

/// What a frame shows.
#[derive(Debug, Deserialize)]
pub struct Shown {
    tried: Option<String>,
    language: Option<String>,
    scheme: Option<Scheme>,
}

/// Letter and page as on a phone, in both schemes, each with a link to see it as wide as the window.
pub fn frames(brand: &brand::Model, tried: Option<LookId>, language: &str) -> Markup {
    let tried = tried.map_or(String::new(), |id| format!("&tried={id}"));
    let path = page_of(brand);
    let kinds = [("letter", "Letter"), ("page", "Survey page")];
    let schemes = [(Scheme::Light, "light"), (Scheme::Dark, "dark")];
    html! {
        div class="frames" {
            @for (kind, called) in kinds {
                @for (scheme, said) in schemes {
                    @let address = format!("{path}/{kind}?scheme={}&language={language}{tried}", scheme.code());
                    figure {
                        figcaption {
                            (called) ", " (said) ". "
                            a href=(address) target="_blank" rel="noopener" { "Wide" span class="sr-only" { " (" (called) ", " (said) ", in a new tab)" } }
                        }
                        // No script runs in it and no form leaves it; style sheets need its origin.
                        iframe title={ (called) ", " (said) } src=(address) sandbox="allow-same-origin" loading="lazy" {}
                    }
                }
            }
        }
        p class="hint" { "Shown as on a phone. Kim Lee and Ana Reyes are made up." }
    }
}

/// `GET /brands/{key}/look/letter`
pub async fn letter(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(key): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, PageError> {
    let (brand, look, language) = sample(&app, &visitor, &key, &shown).await?;
    let delivery = delivery_of(brand, &language, &visitor);
    let letter = app
        .composer()
        .letter(&delivery, &Definition::starting(), look.into());
    let page = match shown.scheme {
        Some(scheme) => scheme.only(&letter.html()),
        None => letter.html(),
    };
    let policy = letter_policy(&app.public_url);
    Ok((
        [(header::CONTENT_SECURITY_POLICY, policy)],
        PreEscaped(page),
    )
        .into_response())
}

/// `GET /brands/{key}/look/page`
pub async fn page(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(key): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (brand, look, language) = sample(&app, &visitor, &key, &shown).await?;
    let delivery = delivery_of(brand, &language, &visitor);
    let scheme = shown.scheme.unwrap_or(Scheme::Light);
    let page = preview::page(
        preview::purpose(&headers),
        &Definition::starting(),
        &delivery.facts,
        look.into(),
        Some(scheme),
        None,
    );
    Ok(([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], page).into_response())
}

async fn sample<'a>(
    app: &App,
    visitor: &'a Visitor,
    key: &str,
    shown: &Shown,
) -> Result<(&'a brand::Model, Look, String), PageError> {
    let brand = visitor.brand(key).ok_or(PageError::NotFound)?;
    let (look, _) = wanted(app, brand, shown.tried.as_deref()).await?;
    Ok((brand, look, language(shown.language.as_deref())))
}

/// A letter that nobody gets.
fn delivery_of(brand: &brand::Model, language: &str, visitor: &Visitor) -> delivery::Model {
    let now = visitor.now;
    delivery::Model {
        id: DeliveryId(Uuid::nil()),
        brand_id: brand.id,
        kind: delivery::Kind::Invitation,
        invitation_id: None,
        token_hash: Vec::new(),
        recipient: "kim.lee@example.net".into(),
        facts: delivery::Facts {
            survey_version_id: SurveyVersionId(Uuid::nil()),
            survey_slug: survey::STARTING_SLUG.into(),
            brand_slug: brand.slug.clone(),
            brand_name: brand.name.clone(),
            locale: language.into(),
            customer_name: Some("Kim Lee".into()),
            agent_name: Some("Ana Reyes".into()),
            product: None,
            channel: Channel::Phone,
            contact_day: brand.day(now),
            trial: None,
            answer_until: None,
            look_id: None,
        },
        state: delivery::State::Queued,
        due_at: now,
        enqueued_at: now,
        attempts: 0,
        claimed_by: None,
        claimed_until: None,
        first_attempt_at: None,
        settled_at: None,
        reply: None,
    }
}
