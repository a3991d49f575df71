//! All agents: the funnel plot as the picture, the table with raw and fair scores below it, and a sentence that says
//! what is not shown and why.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    agent_file::agent_sheet,
    agent_table::{AgentTable, agent_table, shown},
    agent_words::{called, percent},
    dates, empty,
    error::PageError,
    frame, groups, picks, score,
    view::{View, escaped},
    visitor::Reader,
};
use crate::{
    app::App,
    domain::{
        organization::team,
        scores::{
            agents::{AgentScore, AgentScores, agents_beside},
            asking::About,
            coverage::coverages,
            exact_test::Flag,
            funnel_limits::{self, limits},
            reading::Selection,
        },
    },
    web::ui::{
        figure::counted,
        form,
        funnel_plot::{FunnelPlot, Limits, Mark, Point, funnel_plot},
        table,
    },
};

const PATH: &str = "/agents";
const TABLE: &str = "agents-table";

/// `GET /agents`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let brands = visitor.brand_ids();
    let period = view.period(visitor.today(view.get("brand")));
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(brands.clone()),
        rules: app.config.display,
    };
    let compared = view.compared(period);
    let (mut scores, before) = agents_beside(&app.db, &selection, compared).await?;
    let about = About::of(&app.db, &brands, Some(selection.metric)).await?;
    let (filter, rules) = (&selection.filter, &selection.rules);
    let asked = coverages(&app.db, period, filter, &about, rules).await?;
    asked.complete(&mut scores, filter);
    let teams = team::of_agents(app.db.read(), &brands).await?;
    let of = AgentTable {
        scores: &scores,
        before: before.as_ref(),
        asked: &asked,
        teams: &teams,
        view: &view,
        path: PATH,
    };
    if view.wants_csv() {
        return agent_sheet(&of, period).download();
    }
    let mut shell = frame::shell(&app, &visitor, "Agents", PATH, &view).await;
    shell.lead = Some(html! {
        (score::name(view.metric())) ", " (dates::line(period, view.compared(period))) ". "
        (score::formula(view.metric())) "."
    });
    shell.download = Some(view.csv(PATH));
    shell.tabs = Some(groups::metrics(&view, PATH));
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, PATH).await?,
    ));
    let content = if scores.agents.is_empty() {
        empty::scores(&app, &visitor, &view, PATH).await?
    } else {
        html! {
            div class="stack" {
                @if let Some(picture) = picture(&scores, &view) { section class="panel" aria-label="Funnel plot" { (picture) } }
                section class="panel" id=(TABLE) tabindex="-1" aria-label="Agents" {
                    (flags(&scores, &view))
                    @if shown(&of).is_empty() {
                        (nobody_marked(&scores, &view))
                    } @else {
                        div class="agents-table" { (agent_table(&of)) }
                    }
                }
                (reading_guide(&scores, &view))
            }
        }
    };
    Ok(shell.render(content).into_response())
}

/// Every agent with a score that can be compared, between the limits that chance alone would keep to.
fn picture(scores: &AgentScores, view: &View) -> Option<Markup> {
    let metric = view.metric();
    let target = scores.total.score()?.value();
    let drawn = |agent: &&AgentScore| agent.summary.showing().shows_score() && agent.comparable();
    let kept = view.following();
    let points: Vec<Point> = scores
        .agents
        .iter()
        .filter(drawn)
        .filter_map(|agent| {
            Some(Point {
                name: called(&agent.label).to_owned(),
                href: kept.href(&format!("{PATH}/{}", escaped(agent.label.key.as_deref()?))),
                responses: agent.summary.responses(),
                score: agent.adjusted?,
                mark: match agent.flag {
                    Flag::Above => Mark::Above,
                    Flag::Below => Mark::Below,
                    Flag::None => Mark::None,
                },
            })
        })
        .collect();
    if points.is_empty() {
        return None;
    }
    let left_out = (scores.agents.len() - points.len()) as u64;
    let bounds = |n: u64| match limits(metric.formula(), &scores.total.answers, n) {
        Some(funnel_limits::Limits { inner, outer }) => Limits {
            inner: (inner.low, inner.high),
            outer: (outer.low, outer.high),
        },
        None => Limits {
            inner: metric.formula().range(),
            outer: metric.formula().range(),
        },
    };
    let title = format!(
        "{}, adjusted for what each agent handles",
        score::name(metric)
    );
    let plot = funnel_plot(&FunnelPlot {
        title: &title,
        unit: score::unit(metric),
        range: metric.formula().range(),
        target,
        limits: &bounds,
        points: &points,
        skip_to: TABLE,
    });
    Some(html! {
        (plot)
        p class="hint" {
            @if left_out > 0 {
                (counted(left_out, "agent is", "agents are")) " not drawn: fewer than " (scores.rules.steps.score_from) " answers, or too little to compare with. "
            }
            a href=(view.how("funnel")) { "How to read this picture" }
        }
    })
}

/// All, or only those the exact test marks: in the address, so that a finding can be linked to.
fn flags(scores: &AgentScores, view: &View) -> Markup {
    let marked = |flag| {
        scores
            .agents
            .iter()
            .filter(|agent| agent.flag == flag)
            .count()
    };
    let now = view.get("flag");
    let entry = |label: &str, code: &'static str, count: usize| {
        let chosen = now
            .filter(|now| ["below", "above"].contains(now))
            .unwrap_or_default()
            == code;
        (
            format!("{label} ({count})"),
            view.with("flag", code).href(PATH),
            chosen,
        )
    };
    form::tabs(
        "Which agents",
        &[
            entry("All", "", scores.agents.len()),
            entry("Below the others", "below", marked(Flag::Below)),
            entry("Above the others", "above", marked(Flag::Above)),
        ],
    )
}

fn nobody_marked(scores: &AgentScores, view: &View) -> Markup {
    let title = if view.get("flag") == Some("above") {
        "No agent is reliably above the others"
    } else {
        "No agent is reliably below the others"
    };
    table::empty(
        title,
        html! {
            p {
                (counted(scores.tested as u64, "agent has", "agents have")) " answers enough to be tested. "
                a href=(view.without("flag").href(PATH)) { "See all agents" } ", or choose a longer period."
            }
        },
    )
}

/// What the words mean, and why some agents have no rank and some no score.
fn reading_guide(scores: &AgentScores, view: &View) -> Markup {
    let steps = scores.rules.steps;
    let (usable, solid) = (
        scores.rules.rank_reliability,
        scores.rules.solid_reliability(),
    );
    html! {
        section class="panel guide" aria-labelledby="guide" {
            h2 id="guide" { "How to read this" }
            p {
                strong { "Fair score: " }
                "what the agent would reach with everybody's mix of products and touchpoints, moved towards the mean of all as far as few answers leave it open. "
                "There is no rank below " (steps.full_from) " answers or a reliability of " (usable) ", and nothing but counts below " (steps.score_from) " answers: chance would decide it, not the agent. "
                a href=(view.how("fair")) { "How this is computed" }
            }
            p {
                strong { "Reliability: " }
                "how much of the differences between agents with so many answers is not chance. Solid from " (solid) @if solid == 0.9 { ", the usual standard" } " for decisions about one person; usable from " (usable) "; below that too little yet. "
                @match scores.prior_strength {
                    Some(strength) if strength.is_finite() && strength > 0.0 => {
                        "In this selection " (usable) " takes about " (needed(strength, usable)) " answers"
                        @if usable < solid { " and " (solid) " about " (needed(strength, solid)) }
                        ". "
                    },
                    None if scores.between_sd == Some(0.0) => "In this selection agents do not differ by more than chance, so nobody has a rank. ",
                    None if scores.between_sd.is_none() => "It takes four agents with answers to tell, so there is no fair score here. ",
                    _ => {},
                }
                a href=(view.how("reliability")) { "How this is computed" }
            }
            p {
                strong { "Above or below the others: " }
                "marked by an exact test that takes the mix into account, from " (scores.rules.flag_from) " answers on; "
                (percent(scores.rules.false_discovery)) " of the marks may still be chance. A mark is a reason to look, not a verdict. "
                a href=(view.how("flag")) { "How this is computed" }
            }
            p {
                strong { "Asked or answered less often: " }
                "beside the response rate, by the same test: contacts are compared with those at the same touchpoint with the same survey, letters with those about the same product and touchpoint. "
                "A score of customers who were asked less often is hard to compare; the mark leads to the ledger of who was not asked and why. "
                a href=(view.how("rate")) { "How this is computed" }
            }
        }
    }
}

/// How many answers a reliability takes, rounded up to a number one can remember.
fn needed(strength: f64, reliability: f64) -> String {
    let answers = (strength * reliability / (1.0 - reliability)).ceil();
    crate::web::ui::figure::count(answers.max(1.0) as u64)
}
