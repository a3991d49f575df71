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
    agent_file,
    agent_mix::{beside_others, mix},
    agent_words::asked_words,
    change::{Before, moved},
    dates, empty,
    error::PageError,
    figures::{self, Figures},
    frame, groups, picks, report,
    responses::entries,
    score,
    sheet::{self, Report, Section},
    signals,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        responses::listing::{self, Shown, Wanted},
        scores::{
            agents::{AgentScore, AgentScores, agents},
            asking::About,
            coverage::coverages,
            grouping::Grouping,
            handle_time::{HandleTimes, handle_times},
            metric::Metric,
            period::Period,
            reading::Selection,
            reasons::{self, Reasons},
            showing::Showing,
            signals::Signal,
            summary::{Summary, summary},
        },
    },
    web::ui::{
        badge::{Tone, badge},
        figure::whole,
        form, table,
    },
};

/// Comments shown on the page; the rest is in the list of responses.
const NEWEST: u64 = 5;
/// How many days before the period make an agent's own level.
const OWN_DAYS: u64 = 365;
const LEDGER: &str = "Ledger: every contact, and who was not asked and why";

/// `GET /agents/{key}`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    view: View,
) -> Result<Response, PageError> {
    let (agent, known_to) = visitor.agent(&app, &key, &view).await?;
    let brands = visitor.brand_ids();
    // The page's own address says who it is; a filter would only contradict it.
    let view = view.without("agent");
    let path = format!("/agents/{}", escaped(&key));
    let period = view.period(visitor.today(view.get("brand")));
    let of_agent = view.with("agent", &key);
    let mut figures = figures::figures(&app, &of_agent, brands.clone(), period).await?;
    let reads_all = visitor.member.role.sees_everyone();
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
    let found = Found {
        scores: agents(&app.db, &everybody).await?,
        level: own_level(&app, &selection).await?,
        signals: signals::of_group(&app, &selection, Grouping::Agent).await?,
        reasons: reasons::reasons(app.db.read(), &selection).await?,
        resolution: resolution(&app, &selection, &everybody, reads_all).await?,
        times: handle_times(app.db.read(), &selection).await?,
        comments: comments(&app, &visitor, &of_agent, period).await?,
    };
    let own = found
        .scores
        .agents
        .iter()
        .find(|agent| agent.label.key.as_ref() == Some(&key));
    let (filter, rules) = (&everybody.filter, &everybody.rules);
    let about = About::of(&app.db, &filter.brands, Some(everybody.metric)).await?;
    let asked = coverages(&app.db, period, filter, &about, rules).await?;
    let asked = asked.agents.get(&key).and_then(|own| asked_words(own.flag));
    if view.wants_csv() {
        let name = sheet::named(&format!("agent-{key}"), Some(view.metric()), period);
        let mut sections = found.sections(&visitor, &figures, own, period);
        let asked = asked.map(|words| vec![sheet::Cell::text(words)]);
        sections.push(Section::new("Beside the others", ["Contacts"]).with(asked));
        return Report { name, sections }.download();
    }
    figures.links = reads_all;
    figures.level = full_score(&found.level);
    figures.marks = signals::marks(
        &figures.points,
        &found.signals,
        &selection,
        signals::Named::Alone,
    );
    let mut shell = frame::shell(&app, &visitor, agent.shown_name(), "/agents", &view).await;
    shell.lead = Some(html! { (dates::line(period, view.compared(period))) });
    shell.clocks = dates::clocks(&known_to.brands_of(&view));
    shell.download = Some(view.csv(&path));
    shell.tabs = Some(groups::metrics(&view, &path));
    if reads_all {
        shell.crumbs = vec![("Agents".to_owned(), view.following().href("/agents"))];
    }
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &known_to, &view, &path).await?,
    ));
    let ledger = view
        .following()
        .with("metric", view.metric().code())
        .href(&format!("{path}/ledger"));
    if figures.now.responses() == 0 && figures.now.asked == 0 && figures.asking.reported == 0 {
        let next = empty::scores(&app, &known_to, &view, &path).await?;
        let ledger = html! { p class="panel-foot" { a href=(ledger) { (LEDGER) } } };
        return Ok(shell.render(html! { (next) (ledger) }).into_response());
    }
    let page = shell.render(html! {
        div class="stack" {
            section class="panel sides" aria-label=(score::name(view.metric())) {
                @match own {
                    Some(own) => (beside_others(figures.headline(), &found.scores, own, reads_all)),
                    None => (figures.headline()),
                }
            }
            section class="panel" aria-label="Trend" {
                (figures.trend(period))
                (own_words(&figures.now, &found.level))
            }
            (figures.answers())
            p class="panel-foot" {
                @if let Some(words) = asked { (badge(Tone::Watch, words)) " " }
                a href=(ledger) { (LEDGER) }
            }
            @if let Some(mix) = own.and_then(|own| mix(&found.scores, own, reads_all)) { (mix) }
            div class="pair" {
                (reasons(&found.reasons, selection.rules.steps))
                @if let Some((own, all)) = &found.resolution { (resolved(own, all.as_ref())) }
            }
            (durations(view.metric(), &found.times, selection.rules.steps))
            (said(&visitor, &found.comments, &of_agent))
        }
    });
    Ok(page.into_response())
}

/// What the page shows beside its figures.
struct Found {
    scores: AgentScores,
    level: Summary,
    signals: Vec<Signal>,
    reasons: Vec<Reasons>,
    /// Whether it was resolved; with all agents' where the reader may see them.
    resolution: Option<(Summary, Option<Summary>)>,
    times: HandleTimes,
    comments: Vec<Shown>,
}

impl Found {
    /// The page as tables of a file.
    fn sections(
        &self,
        visitor: &Visitor,
        figures: &Figures,
        own: Option<&AgentScore>,
        period: Period,
    ) -> Vec<Section> {
        let reads_all = visitor.member.role.sees_everyone();
        let mut sections = report::of_figures(figures, period);
        if let Some(own) = own {
            sections.insert(1, agent_file::fair_section(&self.scores, own, reads_all));
            sections.extend(agent_file::mix_section(&self.scores, own, reads_all));
        }
        let usual = full_score(&self.level);
        sections.push(report::own_level(usual, &figures.now, &self.level));
        sections.push(signals::section(&self.signals, figures.now.steps));
        sections.push(report::reasons(&self.reasons));
        if let Some((own, all)) = &self.resolution {
            sections.extend(report::resolved(own, all.as_ref()));
        }
        sections.push(report::durations(
            figures.now.metric,
            &self.times,
            figures.now.steps,
        ));
        sections.push(report::comments(visitor, &self.comments, period));
        sections
    }
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
) -> Result<Option<(Summary, Option<Summary>)>, PageError> {
    if of_agent.metric == Metric::Fcr {
        return Ok(None);
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
    Ok(Some((own, all)))
}

async fn comments(
    app: &App,
    visitor: &Visitor,
    of_agent: &View,
    period: Period,
) -> Result<Vec<Shown>, PageError> {
    let commented = of_agent.with("has_comment", "true");
    let wanted = Wanted {
        filter: commented.filter(visitor.brand_ids()),
        days: Some((period.from(), period.to())),
        ..Wanted::default()
    };
    Ok(listing::list(app.db.read(), &wanted, NEWEST).await?)
}

fn said(visitor: &Visitor, newest: &[Shown], of_agent: &View) -> Markup {
    html! {
        section class="panel" {
            div class="section-head" {
                h2 { "Newest comments" }
                @if visitor.member.role.sees_everyone() {
                    span class="links" {
                        a href=(of_agent.without("metric").href("/comments")) { "All comments" }
                        a href=(of_agent.without("metric").href("/responses")) { "All answers" }
                    }
                }
            }
            @if newest.is_empty() {
                (table::empty("No comments in this period", html! { p { "Choose a longer period, or wait for the first one." } }))
            } @else {
                (entries(visitor, newest))
            }
        }
    }
}
