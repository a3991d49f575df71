//! An agent's ledger: whether customers were asked as often as other agents' customers are, and every contact with what
//! was decided about it. Whoever doubts a score starts here.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    asking::{percent, words},
    contacts, dates,
    decided_by::decided_by,
    empty,
    error::PageError,
    frame, paging, picks,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::scores::{
        asking::Contacts,
        coverage::{Coverage, coverages},
        exact_test::Flag,
        interval::{LEVEL, share},
        ledger::{self, Fate},
    },
    web::ui::{
        badge::Tone,
        figure::{count, counted, whole},
        flash::flash,
        form,
        table::{Column, table},
    },
};

/// `GET /agents/{key}/ledger`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    view: View,
) -> Result<Response, PageError> {
    let (agent, known_to) = visitor.agent(&app, &key, &view).await?;
    let page = format!("/agents/{}", escaped(&key));
    let path = format!("{page}/ledger");
    let view = view.without("agent");
    let period = view.period(visitor.today(view.get("brand")));
    let of_agent = view.with("agent", &key);
    let wanted = contacts::wanted(&app, &of_agent, &visitor, period).await?;
    let mut found = ledger::list(&app.db, &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, &view, &path, |row| {
        (row.interaction.reported_at, row.interaction.id.0)
    });
    let deciders = decided_by(app.db.read(), &found).await?;
    if view.wants_csv() {
        return contacts::sheet(
            &visitor,
            &found,
            &deciders,
            &format!("ledger-{key}"),
            period,
        )
        .download();
    }
    let rules = &app.config.display;
    let asked = coverages(&app.db, period, &wanted.filter, &wanted.about, rules).await?;
    let own = asked.agents.get(&key).cloned().unwrap_or_default();

    let mut shell = frame::shell(&app, &visitor, "Who was asked", "/agents", &view).await;
    shell.lead = Some(html! {
        "Every contact of " bdi { (agent.shown_name()) } ", asked about or not, " (dates::period(period))
    });
    shell.flash = match view.get("done") {
        Some("cancelled") => Some(flash(
            Tone::Quiet,
            "Cancelled: the letter does not leave, and the list below says who decided that.",
        )),
        Some("cancelled-already") => Some(flash(
            Tone::Quiet,
            "It was cancelled already; the list below says by whom and why.",
        )),
        Some("late") => Some(flash(
            Tone::Watch,
            "Too late: the letter left, or was tried. What was sent cannot be taken back.",
        )),
        _ => None,
    };
    shell.clocks = dates::clocks(&known_to.brands_of(&view));
    shell.download = Some(view.csv(&path));
    if visitor.member.role.sees_everyone() {
        shell.crumbs = vec![("Agents".to_owned(), view.following().href("/agents"))];
    }
    shell
        .crumbs
        .push((agent.shown_name().to_owned(), view.following().href(&page)));
    let mut bar = picks::bar(app.db.read(), &known_to, &view.without("after"), &path).await?;
    bar.first.push(contacts::fates(&view));
    bar.more
        .splice(0..0, [contacts::reasons(&view), contacts::questions(&view)]);
    bar.kept
        .retain(|(name, _)| !["agent", "metric", "sort"].contains(&name.as_str()));
    shell.filters = Some(form::filters(&bar));
    let rendered = shell.render(html! {
        @if own.own.reported == 0 {
            (empty::contacts(&visitor, &view, &path))
        } @else {
            div class="stack" {
                section class="panel" aria-labelledby="asked" {
                    h2 id="asked" { "Asked as often as others?" }
                    (verdict(&own, &asked.all, agent.shown_name()))
                    (decisions(&own.own, &asked.all, &view, &path))
                }
                section class="panel" aria-label="Contacts" {
                    @if found.is_empty() {
                        (empty::contacts(&visitor, &view, &path))
                    } @else {
                        (contacts::listed(&visitor, &found, &deciders, "One by one, the newest first.", false))
                    }
                }
            }
            (pager)
        }
    });
    Ok(rendered.into_response())
}

/// Whether the agent's customers were asked as often as others', in a sentence.
fn verdict(coverage: &Coverage, all: &Contacts, name: &str) -> Markup {
    let own = &coverage.own;
    let (own_share, all_share) = (
        percent(own.asked(), own.reported).unwrap_or_default(),
        percent(all.asked(), all.reported).unwrap_or_default(),
    );
    let likely = share(own.asked(), own.reported, LEVEL);
    html! {
        p {
            "Asked about " strong { (own_share) } " of " bdi { (name) } "’s "
            (counted(own.reported, "contact", "contacts"))
            @if let Some(likely) = likely { " (likely range " (whole(likely.low)) " to " (whole(likely.high)) "%)" }
            "; of all agents’ contacts " strong { (all_share) } "."
            @if let Some(expected) = coverage.expected.filter(|_| coverage.comparable) {
                " At the same touchpoints with the same surveys, all agents together reach " strong { (whole(expected)) "%" } "."
            }
            " "
            @match coverage.flag {
                Some(Flag::Below) => {
                    strong { "That is fewer than chance and the surveys explain." }
                    " A score of the few who were asked is hard to compare with others’. The reasons below say where to look."
                },
                Some(Flag::Above) => {
                    strong { "That is more than chance and the surveys explain." }
                    " The reasons below say what holds other agents’ contacts back."
                },
                Some(Flag::None) if !coverage.comparable => "Hardly anybody else works at the same touchpoints, so there is little to compare with.",
                Some(Flag::None) => "No more difference than chance and the surveys explain.",
                None => "Too few contacts to tell a difference from chance.",
            }
            " " a href="/how#rate" { "How this is computed" }
        }
    }
}

fn decisions(own: &Contacts, all: &Contacts, view: &View, path: &str) -> Markup {
    let columns = [
        Column::text("Decision"),
        Column::number("Contacts"),
        Column::number("Share"),
        Column::number("All agents"),
    ];
    let plain = view.without("after").without("reason");
    let line = |label: Markup, part: u64, of_all: u64| {
        vec![
            label,
            html! { (count(part)) },
            html! { (percent(part, own.reported).unwrap_or_else(|| "–".into())) },
            html! { (percent(of_all, all.reported).unwrap_or_else(|| "–".into())) },
        ]
    };
    let invited = plain.with("state", "invited").href(path);
    let mut rows = vec![line(
        html! { a href=(invited) { "Invited" } },
        own.invited(),
        all.invited(),
    )];
    let cancelled = plain.with("state", Fate::Cancelled.code()).href(path);
    let before_leaving = [
        ("cancelled by a manager", own.cancelled, all.cancelled),
        (
            "letter withdrawn for what happened meanwhile",
            own.withdrawn,
            all.withdrawn,
        ),
    ];
    for (words, part, of_all) in before_leaving
        .into_iter()
        .filter(|(.., of_all)| *of_all > 0)
    {
        let label = html! { "of these, not asked: " a href=(cancelled) { (words) } };
        rows.push(line(label, part, of_all));
    }
    let held = own.held();
    for (reason, of_all) in all.held() {
        let mine = held.iter().find(|(known, _)| *known == reason);
        let href = plain
            .with("state", "held")
            .with("reason", reason.code())
            .href(path);
        rows.push(line(
            html! { a href=(href) { "Not asked: " (words(reason).to_lowercase()) } },
            mine.map_or(0, |(_, count)| *count),
            of_all,
        ));
    }
    table(
        "What was decided. Choose a line to see its contacts.",
        &columns,
        &rows,
    )
}
