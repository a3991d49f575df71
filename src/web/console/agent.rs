//! One agent: raw and fair score, the trend beside the agent's own level, what the work was about and what that does to
//! the score, reasons, resolution, handle time, response rate, and what customers wrote. The role agent sees only this.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use chrono::Days;
use maud::{Markup, html};

use super::{
    agent_answers::{durations, reasons, resolved},
    agent_mix::{beside_others, mix},
    agent_words::asked_words,
    change::{Before, moved},
    dates,
    error::PageError,
    figures, frame, groups, picks,
    responses::entries,
    score, signals,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        responses::listing::{self, Wanted},
        scores::{
            agents::agents,
            asking::{About, coverages},
            grouping::Grouping,
            handle_time::handle_times,
            metric::Metric,
            period::Period,
            reading::Selection,
            reasons,
            showing::Showing,
            summary::{Summary, summary},
        },
    },
    web::ui::{
        badge::{Tone, badge},
        figure::whole,
        form,
        table::empty,
    },
};

/// Comments shown on the page; the rest is in the list of responses.
const NEWEST: u64 = 5;
/// How many days before the period make an agent's own level.
const OWN_DAYS: u64 = 365;

/// `GET /agents/{key}`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    view: View,
) -> Result<Response, PageError> {
    let agent = visitor.agent(&app, &key).await?;
    let brands = visitor.brand_ids();
    // The page's own address says who it is; a filter would only contradict it.
    let view = view.without("agent");
    let path = format!("/agents/{}", escaped(&key));
    let period = view.period(visitor.today(view.get("brand")));
    let of_agent = view.with("agent", &key);
    let mut figures = figures::figures(&app, &of_agent, brands.clone(), period).await?;
    if view.wants_csv() {
        return figures.sheet(&format!("agent-{key}"), period).download();
    }
    let reads_all = visitor.member.role.sees_everyone();
    figures.links = reads_all;
    let mut shell = frame::shell(&app, &visitor, agent.shown_name(), "/agents", &view).await;
    shell.lead = Some(html! { (dates::line(period, view.compared(period))) });
    shell.download = Some(view.csv(&path));
    shell.tabs = Some(groups::metrics(&view, &path));
    if reads_all {
        shell.crumbs = vec![("Agents".to_owned(), view.following().href("/agents"))];
    }
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, &path).await?,
    ));

    let selection = Selection {
        metric: view.metric(),
        period,
        filter: of_agent.filter(brands.clone()),
        rules: app.config.display,
    };
    let everybody = Selection {
        filter: view.filter(brands),
        ..selection.clone()
    };
    let scores = agents(&app.db, &everybody).await?;
    let own = scores
        .agents
        .iter()
        .find(|agent| agent.label.key.as_ref() == Some(&key));
    let (filter, rules) = (&everybody.filter, &everybody.rules);
    let about = About::of(&app.db, &filter.brands, Some(everybody.metric)).await?;
    let asked = coverages(&app.db, period, filter, &about, rules).await?;
    let asked = asked.agents.get(&key).and_then(|own| asked_words(own.flag));
    let level = own_level(&app, &selection).await?;
    figures.level = full_score(&level);
    figures.marks = signals::marked(
        &app,
        &of_agent,
        &visitor,
        period,
        Grouping::Agent,
        &figures.points,
    )
    .await?;
    let page = shell.render(html! {
        div class="stack" {
            section class="panel sides" aria-label=(score::name(view.metric())) {
                @match own {
                    Some(own) => (beside_others(figures.headline(), &scores, own, reads_all)),
                    None => (figures.headline()),
                }
            }
            section class="panel" aria-label="Trend" {
                (figures.trend(period))
                (own_words(&figures.now, &level))
            }
            (figures.answers())
            p class="panel-foot" {
                @if let Some(words) = asked { (badge(Tone::Watch, words)) " " }
                a href=(view.following().with("metric", view.metric().code()).href(&format!("{path}/ledger"))) { "Ledger: every contact, and who was not asked and why" }
            }
            @if let Some(mix) = own.and_then(|own| mix(&scores, own, reads_all)) { (mix) }
            div class="pair" {
                (reasons(&reasons::reasons(app.db.read(), &selection).await?, selection.rules.steps))
                (resolution(&app, &selection, &everybody, reads_all).await?)
            }
            (durations(view.metric(), &handle_times(app.db.read(), &selection).await?, selection.rules.steps))
            (comments(&app, &visitor, &of_agent, period).await?)
        }
    });
    Ok(page.into_response())
}

/// The agent's answers of the days before the period.
async fn own_level(app: &App, selection: &Selection) -> Result<Summary, PageError> {
    let first = selection.period.from();
    let before = first
        .checked_sub_days(Days::new(OWN_DAYS))
        .zip(first.pred_opt())
        .and_then(|(from, to)| Period::new(from, to));
    let Some(period) = before else {
        return Ok(Summary::empty(selection.metric, selection.rules.steps));
    };
    let earlier = Selection {
        period,
        ..selection.clone()
    };
    Ok(summary(&app.db, &earlier).await?)
}

/// The score, where there are answers enough to hold anything against it.
fn full_score(level: &Summary) -> Option<f64> {
    let enough = level.showing() == Showing::Full;
    level.score().filter(|_| enough).map(|score| score.value())
}

/// How the period stands to the agent's own level.
fn own_words(now: &Summary, level: &Summary) -> Markup {
    html! {
        @if let Some(usual) = full_score(level) {
            p class="panel-foot" {
                "Own level in the year before these days: " strong { (whole(usual)) (score::unit(level.metric)) } ". "
                (moved(now, &Before { summary: level.clone(), words: "the own level".to_owned() }))
            }
        }
    }
}

/// Whether it was resolved, beside any other metric.
async fn resolution(
    app: &App,
    of_agent: &Selection,
    everybody: &Selection,
    reads_all: bool,
) -> Result<Markup, PageError> {
    if of_agent.metric == Metric::Fcr {
        return Ok(html! {});
    }
    // The score filters are on the scale of the page's metric and mean nothing here.
    let fcr = |selection: &Selection| {
        let mut asked = selection.clone();
        asked.metric = Metric::Fcr;
        (asked.filter.score_min, asked.filter.score_max) = (None, None);
        asked
    };
    let own = summary(&app.db, &fcr(of_agent)).await?;
    let all = match reads_all {
        true => Some(summary(&app.db, &fcr(everybody)).await?),
        false => None,
    };
    Ok(resolved(&own, all.as_ref()))
}

async fn comments(
    app: &App,
    visitor: &Visitor,
    of_agent: &View,
    period: Period,
) -> Result<Markup, PageError> {
    let commented = of_agent.with("has_comment", "true");
    let wanted = Wanted {
        filter: commented.filter(visitor.brand_ids()),
        days: Some((period.from(), period.to())),
        ..Wanted::default()
    };
    let newest = listing::list(app.db.read(), &wanted, NEWEST).await?;
    let reads_all = visitor.member.role.sees_everyone();
    Ok(html! {
        section class="panel" {
            div class="section-head" {
                h2 { "Newest comments" }
                @if reads_all {
                    span class="links" {
                        a href=(of_agent.without("metric").href("/comments")) { "All comments" }
                        a href=(of_agent.without("metric").href("/responses")) { "All answers" }
                    }
                }
            }
            @if newest.is_empty() {
                (empty("No comments in this period", html! { p { "Choose a longer period, or wait for the first one." } }))
            } @else {
                (entries(visitor, &newest))
            }
        }
    })
}
