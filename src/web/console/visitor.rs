//! Who is looking: the member behind the session cookie, and what that member may see.
//! Every console handler takes one of these; finding anything goes through its brands.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{dates::Clock, error::PageError, view::View};
use crate::{
    app::App,
    domain::{
        accounts::{member, session},
        organization::{agent, brand},
        scores::grouping::{self, Grouping},
    },
    ids::BrandId,
};

/// A signed-in member.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub member: member::Model,
    /// The brands this member may see, oldest first.
    pub brands: Vec<brand::Model>,
    /// For the role agent: the agents (one a brand) with the member's own address.
    pub own: Vec<agent::Model>,
    pub now: DateTime<Utc>,
}

/// A visitor who may see every agent: all but the role agent.
#[derive(Clone, Debug)]
pub struct Reader(pub Visitor);

/// A visitor who may rule on what is shown.
#[derive(Clone, Debug)]
pub struct Manager(pub Visitor);

impl Visitor {
    pub fn brand_ids(&self) -> Vec<BrandId> {
        self.brands.iter().map(|brand| brand.id).collect()
    }

    /// The brand of that slug. What is unknown and what they may not see is the same nothing.
    pub fn brand(&self, slug: &str) -> Option<&brand::Model> {
        self.brands.iter().find(|brand| brand.slug == slug)
    }

    /// The brand a form names; a form has no choice of brand where there is only one.
    pub fn chosen_brand(&self, slug: &str) -> Result<&brand::Model, PageError> {
        let chosen = match (slug, &self.brands[..]) {
            ("", [only]) => Some(only),
            (slug, _) => self.brand(slug),
        };
        chosen.ok_or(PageError::NotFound)
    }

    /// The brands a page is about: the one its address names, else all they may see.
    pub fn brands_of(&self, view: &View) -> Vec<&brand::Model> {
        match view.get("brand") {
            Some(slug) => self.brand(slug).into_iter().collect(),
            None => self.brands.iter().collect(),
        }
    }

    /// The ids of [`Visitor::brands_of`].
    pub fn ids_of(&self, view: &View) -> Vec<BrandId> {
        let brands = self.brands_of(view).into_iter();
        brands.map(|brand| brand.id).collect()
    }

    /// The same reader with only these brands before their eyes.
    pub fn within(&self, brands: &[BrandId]) -> Self {
        let mut narrowed = self.clone();
        narrowed.brands.retain(|brand| brands.contains(&brand.id));
        narrowed
    }

    /// The clock of a page's days: the brand's, else the first brand's, and nobody's for a brand that there is not.
    pub fn tz(&self, slug: Option<&str>) -> Tz {
        let brand = match slug {
            Some(slug) => self.brand(slug),
            None => self.brands.first(),
        };
        brand.map_or(Tz::UTC, brand::Model::tz)
    }

    pub fn today(&self, slug: Option<&str>) -> NaiveDate {
        self.now.with_timezone(&self.tz(slug)).date_naive()
    }

    /// The clock of one brand's own row.
    pub fn clock(&self, id: BrandId) -> Clock {
        Clock::of(&self.brands, id)
    }

    /// The agent of that key, where the page is theirs to see; what is not and what is unknown are the same nothing.
    pub async fn agent(
        &self,
        app: &App,
        key: &str,
        view: &View,
    ) -> Result<(agent::Model, Self), PageError> {
        let own = || self.own.iter().any(|agent| agent.external_id == key);
        if !self.member.role.sees_everyone() && !own() {
            return Err(PageError::NotFound);
        }
        let db = app.db.read();
        let knowing = grouping::knowing(db, &self.brand_ids(), Grouping::Agent, key).await?;
        let known_to = self.within(&knowing);
        let found = agent::by_key(db, &known_to.ids_of(view), key).await?;
        Ok((found.ok_or(PageError::NotFound)?, known_to))
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let app = App::from_ref(state);
        let now = app.clock.now();
        let sign_in = || PageError::SignIn {
            back_to: back_to(parts),
        };
        let token = token(&app, &CookieJar::from_headers(&parts.headers)).ok_or_else(sign_in)?;
        let (member, note_it) = session::find(app.db.read(), &token, now)
            .await?
            .ok_or_else(sign_in)?;
        if note_it {
            app.db
                .write(move |tx| Box::pin(async move { session::seen(tx, &token, now).await }))
                .await?;
        }
        let mut brands = brand::all(app.db.read()).await?;
        let mut own = Vec::new();
        if !member.role.sees_everyone() {
            own = agent::by_email(app.db.read(), &member.email).await?;
            brands.retain(|brand| own.iter().any(|agent| agent.brand_id == brand.id));
        }
        Ok(Self {
            member,
            brands,
            own,
            now,
        })
    }
}

impl<S> FromRequestParts<S> for Reader
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        if visitor.member.role.sees_everyone() {
            Ok(Self(visitor))
        } else {
            Err(PageError::Forbidden)
        }
    }
}

impl<S> FromRequestParts<S> for Manager
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        if visitor.member.role.manages() {
            Ok(Self(visitor))
        } else {
            Err(PageError::Forbidden)
        }
    }
}

/// Where to come back to after signing in: only what is asked for by reading.
fn back_to(parts: &Parts) -> String {
    match (parts.method.is_safe(), parts.uri.path_and_query()) {
        (true, Some(path)) if local(path.as_str()) => path.as_str().to_owned(),
        _ => "/".to_owned(),
    }
}

/// Whether a text is a path on this server and can lead nowhere else.
pub fn local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.chars().all(|c| !c.is_control())
}

/// With TLS the name itself keeps other hosts and plain connections from setting the cookie.
fn cookie_name(app: &App) -> &'static str {
    if secure(app) {
        "__Host-afterword"
    } else {
        "afterword"
    }
}

fn secure(app: &App) -> bool {
    app.public_url.starts_with("https://")
}

/// The session token a browser sent.
pub fn token(app: &App, jar: &CookieJar) -> Option<String> {
    jar.get(cookie_name(app))
        .map(|cookie| cookie.value().to_owned())
}

/// The cookie that carries a session.
pub fn cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build((cookie_name(app), token))
        .path("/")
        .http_only(true)
        .secure(secure(app))
        .same_site(SameSite::Lax)
        .build()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_paths_of_this_server_are_local() {
        for path in ["/", "/agents?metric=nps", "/agents/a%2Fb"] {
            assert!(local(path));
        }
        for path in [
            "",
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "/a\nb",
            "agents",
        ] {
            assert!(!local(path), "{path}");
        }
    }
}
