//! The shell of every console page: the rooms a member may enter, and what this server has to say about itself.

use maud::{Markup, html};

use super::{dates, look, mail_check, span, suppressions, view::View, visitor::Visitor};
use crate::{
    app::App,
    domain::{accounts::member::Role, deliveries::bounce_report, responses::suspect},
    web::ui::{
        flash,
        icon::Icon,
        layout::{NavGroup, NavItem, Shell, SignedIn},
    },
};

/// A shell for this visitor, standing in the room at `here`.
pub async fn shell(app: &App, visitor: &Visitor, title: &str, here: &str, view: &View) -> Shell {
    Shell {
        title: title.to_owned(),
        nav: navigation(app, visitor, here, &view.following()).await,
        notices: notices(app),
        remarks: remarks(visitor, view),
        printed: Some(printed(visitor, view)),
        clocks: dates::clocks(&visitor.brands_of(view)),
        member: Some(SignedIn {
            name: visitor.member.email.clone(),
            role: role(visitor.member.role).to_owned(),
            sign_out: "/sign-out",
        }),
        ..Shell::default()
    }
}

fn printed(visitor: &Visitor, view: &View) -> String {
    let tz = visitor.tz(view.get("brand"));
    let whose = match visitor.brands_of(view)[..] {
        [] => "No such brand",
        [brand] => &brand.name,
        _ => "All brands",
    };
    format!(
        "{whose}. Printed {} {tz} by {}, Afterword",
        visitor.now.with_timezone(&tz).format("%-d %b %Y, %H:%M"),
        visitor.member.email
    )
}

fn remarks(visitor: &Visitor, view: &View) -> Vec<String> {
    let unknown = view.get("brand");
    let unknown = unknown.filter(|slug| visitor.brand(slug).is_none());
    let unknown = unknown.map(|slug| {
        let slug = span::repeated(slug);
        format!("There is no brand called “{slug}”, so there is nothing to show.")
    });
    let remarks = span::remarks(view, visitor.today(view.get("brand")));
    let remarks = remarks.into_iter().map(|remark| remark.words);
    unknown.into_iter().chain(remarks).collect()
}

/// What every page of this server repeats.
pub fn notices(app: &App) -> Vec<Markup> {
    if !app.keeps_letters() {
        return Vec::new();
    }
    vec![flash::notice(html! {
        "No mail server is set: letters are kept in the " a href="/outbox" { "outbox" } " and not sent."
    })]
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => "Administrator",
        Role::Manager => "Manager",
        Role::Analyst => "Analyst",
        Role::Agent => "Agent",
    }
}

async fn navigation(app: &App, visitor: &Visitor, here: &str, view: &View) -> Vec<NavGroup> {
    let item = |label, path: &str, icon| NavItem {
        label,
        href: view.href(path),
        icon,
        here: path == here,
        count: None,
    };
    let how = || item("How this is computed", "/how", Icon::Info);
    let plain = |label, path: &str, icon| NavItem {
        href: path.to_owned(),
        ..item(label, path, icon)
    };
    let mut letters = Vec::new();
    if app.keeps_letters() {
        letters.push(plain("Outbox", "/outbox", Icon::Outbox));
    }
    if !visitor.member.role.sees_everyone() {
        let own = visitor.own.iter().take(1).map(|agent| NavItem {
            label: "My answers",
            href: view.href(&format!(
                "/agents/{}",
                super::view::escaped(&agent.external_id)
            )),
            icon: Icon::Agents,
            here: here == "/agents",
            count: None,
        });
        return vec![
            NavGroup {
                label: "Scores",
                items: own.chain([how()]).collect(),
            },
            NavGroup {
                label: "Letters",
                items: letters,
            },
        ];
    }
    if visitor.member.role.manages() {
        letters.push(plain("Sender check", mail_check::PATH, Icon::Done));
        letters.push(plain("Look and texts", look::PATH, Icon::Look));
    }
    let waiting = suspect::waiting(app.db.read(), &visitor.brand_ids()).await;
    let alarms = bounce_report::alarms(app.db.read(), &visitor.brand_ids(), visitor.now).await;
    letters.splice(
        0..0,
        [
            plain("Surveys", "/surveys", Icon::Surveys),
            plain("Deliveries", "/deliveries", Icon::Deliveries),
            NavItem {
                count: alarms.ok().filter(|alarms| *alarms > 0),
                ..plain("Bounces", "/bounces", Icon::Bounces)
            },
            plain("Suppressions", suppressions::PATH, Icon::Suppressions),
            plain("Held back", "/held", Icon::Held),
            // A number in the margin is no reason to fail the page.
            NavItem {
                count: waiting.ok(),
                ..plain("Suspect clicks", "/suspects", Icon::Suspects)
            },
        ],
    );
    let mut groups = vec![
        item("Agents", "/agents", Icon::Agents),
        item("Teams", "/teams", Icon::Teams),
        item("Products", "/products", Icon::Products),
        item("Touchpoints", "/touchpoints", Icon::Touchpoints),
        item("Channels", "/channels", Icon::Channels),
        item("Survey scores", "/survey-scores", Icon::Surveys),
    ];
    if visitor.brands.len() > 1 {
        groups.push(item("Brands", "/brands", Icon::Brands));
    }
    groups.push(item("Cross table", "/cross", Icon::Cross));
    vec![
        NavGroup {
            label: "Scores",
            items: vec![
                item("Overview", "/", Icon::Overview),
                item("Signals", "/signals", Icon::Signals),
                item("Responses", "/responses", Icon::Responses),
                item("Comments", "/comments", Icon::Comments),
                how(),
            ],
        },
        NavGroup {
            label: "Side by side",
            items: groups,
        },
        NavGroup {
            label: "Letters",
            items: letters,
        },
    ]
}
