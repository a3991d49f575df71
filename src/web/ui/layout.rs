//! The frame around every console page: navigation, breadcrumbs, notices, the filter bar, the heading.
//! No script or style is written into a page: the content policy forbids it.

use maud::{DOCTYPE, Markup, html};

use super::{
    badge::Tone,
    flash,
    icon::{self, Icon},
};
use crate::web::assets;

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub label: &'static str,
    pub href: String,
    pub icon: Icon,
    pub here: bool,
    /// A number worth a look, for instance clicks that wait for a decision.
    pub count: Option<u64>,
}

/// Entries that belong together.
#[derive(Clone, Debug)]
pub struct NavGroup {
    pub label: &'static str,
    pub items: Vec<NavItem>,
}

/// Who is signed in, and where the form that signs out posts to.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub name: String,
    pub role: String,
    pub sign_out: &'static str,
}

/// A page without its content.
#[derive(Default)]
pub struct Shell {
    pub title: String,
    /// A line below the heading.
    pub lead: Option<Markup>,
    pub nav: Vec<NavGroup>,
    /// The way here: label and address of each page above this one.
    pub crumbs: Vec<(String, String)>,
    /// Facts about this server, from `flash::notice`.
    pub notices: Vec<Markup>,
    /// What just happened, from `flash::flash`.
    pub flash: Option<Markup>,
    /// Links beside the heading, for instance the metrics.
    pub tabs: Option<Markup>,
    pub filters: Option<Markup>,
    /// Whose clocks the days and times are on, where there are several.
    pub clocks: Option<String>,
    /// What only paper needs to say: when this was printed, and for whom.
    pub printed: Option<String>,
    /// What the address says that cannot be done, and what is shown instead.
    pub remarks: Vec<String>,
    /// The address of a file with exactly what the page shows.
    pub download: Option<String>,
    pub member: Option<SignedIn>,
}

impl Shell {
    /// The whole page.
    pub fn render(&self, content: Markup) -> Markup {
        document(
            &self.title,
            html! {
                body class="shell" {
                    a class="skip" href="#main" { "Skip to the content" }
                    header class="side" {
                        a class="brand" href="/" { (icon::mark()) span { "Afterword" } }
                        div class="side-wide" { (self.navigation()) (self.account()) }
                        details class="side-narrow" {
                            summary { (Icon::Menu.draw()) "Menu" }
                            div class="side-sheet" { (self.navigation()) (self.account()) }
                        }
                    }
                    main id="main" tabindex="-1" {
                        @for notice in &self.notices { (notice) }
                        @if !self.crumbs.is_empty() { (self.breadcrumbs()) }
                        div class="heading" {
                            div class="heading-words" {
                                h1 dir="auto" { (self.title) }
                                @if let Some(lead) = &self.lead { p class="lead" { (lead) } }
                                @if let Some(clocks) = &self.clocks { p class="hint" { (clocks) } }
                                @if let Some(printed) = &self.printed { p class="print-only" { (printed) } }
                                @if let Some(download) = &self.download { (tools(download)) }
                            }
                            @if let Some(tabs) = &self.tabs { (tabs) }
                        }
                        @if let Some(flash) = &self.flash { (flash) }
                        @if !self.remarks.is_empty() { (flash::flash(Tone::Watch, said(&self.remarks))) }
                        @if let Some(filters) = &self.filters { (filters) }
                        (content)
                    }
                }
            },
        )
    }

    fn navigation(&self) -> Markup {
        html! {
            nav class="nav" aria-label="Rooms" {
                @for group in &self.nav {
                    p class="nav-label" { (group.label) }
                    ul {
                        @for item in &group.items {
                            li {
                                a href=(item.href) aria-current=[item.here.then_some("page")] {
                                    (item.icon.draw())
                                    span { (item.label) }
                                    @if let Some(count) = item.count.filter(|count| *count > 0) {
                                        span class="nav-count" { (super::figure::count(count)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn account(&self) -> Markup {
        html! {
            @if let Some(member) = &self.member {
                form class="account" method="post" action=(member.sign_out) {
                    p class="account-name" dir="auto" { (member.name) }
                    p class="account-role" { (member.role) }
                    button class="button-link" type="submit" { "Sign out" }
                }
            }
        }
    }

    fn breadcrumbs(&self) -> Markup {
        html! {
            nav class="crumbs" aria-label="Breadcrumbs" {
                ol {
                    @for (label, href) in &self.crumbs { li { a href=(href) dir="auto" { (label) } } }
                    li { span aria-current="page" dir="auto" { (self.title) } }
                }
            }
        }
    }
}

/// Ways to take the page along. Without scripts the browser's own menu prints.
fn tools(download: &str) -> Markup {
    html! {
        p class="tools" {
            a href=(download) download rel="nofollow" { "Download CSV" }
            button class="button-link" type="button" hidden data-print { "Print" }
        }
    }
}

fn said(remarks: &[String]) -> Markup {
    html! { @for words in remarks { p { (words) } } }
}

/// A page of its own without navigation: signing in, the welcome, a friendly error.
pub fn alone(title: &str, notices: &[Markup], content: Markup) -> Markup {
    document(
        title,
        html! {
            body class="alone" {
                main id="main" {
                    p class="brand" { (icon::mark()) span { "Afterword" } }
                    @for notice in notices { (notice) }
                    div class="panel alone-panel" {
                        h1 { (title) }
                        (content)
                    }
                }
            }
        },
    )
}

fn document(title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                title { (title) " · Afterword" }
                link rel="icon" type="image/svg+xml" href=(assets::href("favicon.svg"));
                link rel="stylesheet" href=(assets::href("app.css"));
                script src=(assets::href("app.js")) defer {}
            }
            (body)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_carries_no_inline_script_or_style_and_escapes_its_title() {
        let shell = Shell {
            title: "<script>alert(1)</script>".into(),
            ..Shell::default()
        };
        let page = shell.render(html! { p { "content" } }).into_string();
        assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("<script>"));
        assert!(page.contains("&lt;script&gt;"));
    }
}
