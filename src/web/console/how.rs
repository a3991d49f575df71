//! "How this is computed": every figure in plain words, with its formula, its source, and worked through with the real
//! counts of whatever the reader came from. The links on the figures lead here, each to its own part.

use std::borrow::Cow;

use axum::extract::State;
use maud::{Markup, html};

use super::{
    dates,
    error::PageError,
    figures::{self, Figures},
    frame, groups,
    how_agents::{self, Example},
    how_worked, picks, score,
    view::View,
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::scores::{
        agents::agents,
        metric::Metric,
        reading::Selection,
        showing::{DisplayRules, Steps},
    },
    web::ui::form,
};

const PATH: &str = "/how";

/// One figure explained.
pub struct Part {
    /// The address of the part on the page.
    pub id: &'static str,
    pub title: &'static str,
    /// What it says, without a formula.
    pub words: Markup,
    /// As one writes it down; lines of text.
    pub formula: Cow<'static, str>,
    /// Worked through with real counts, where the page has them.
    pub worked: Option<Markup>,
    pub source: &'static str,
}

/// `GET /how`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    mut view: View,
) -> Result<Markup, PageError> {
    if !visitor.member.role.sees_everyone() {
        // An agent's own figures are the only ones to explain to that agent.
        let own = visitor.own.first().map(|agent| agent.external_id.as_str());
        view = view.with("agent", own.unwrap_or_default());
    }
    let period = view.period(visitor.today(view.get("brand")));
    let figures = figures::figures(&app, &view, visitor.brand_ids(), period).await?;
    let mut shell = frame::shell(&app, &visitor, "How this is computed", PATH, &view).await;
    shell.lead = Some(html! {
        "Every figure of these pages, in words and worked through with the counts of: "
        (score::name(view.metric())) ", " (dates::line(period, view.compared(period))) "."
    });
    shell.tabs = Some(groups::metrics(&view, PATH));
    let mut bar = picks::bar(app.db.read(), &visitor, &view, PATH).await?;
    if !visitor.member.role.sees_everyone() {
        bar.kept.retain(|(name, _)| name != "agent");
        bar.chips.clear();
    }
    shell.filters = Some(form::filters(&bar));
    let rules = app.config.display;
    let mut parts = scores(&figures);
    parts.extend(certainty(&figures, &rules));
    let agents = match visitor.member.role.sees_everyone() {
        true => {
            let everybody = Selection {
                metric: view.metric(),
                period,
                filter: view.without("agent").filter(visitor.brand_ids()),
                rules,
            };
            Some(agents(&app.db, &everybody).await?)
        }
        false => None,
    };
    let example = agents
        .as_ref()
        .and_then(|scores| Example::of(scores, view.get("agent")));
    parts.extend(how_agents::parts(example.as_ref(), &rules));
    Ok(shell.render(html! {
        div class="how" {
            nav class="panel how-parts" aria-label="On this page" {
                ul { @for part in &parts { li { a href={ "#" (part.id) } { (part.title) } } } }
            }
            div class="stack" { @for part in &parts { (explained(part)) } }
        }
    }))
}

fn explained(part: &Part) -> Markup {
    html! {
        section class="panel how-part" id=(part.id) aria-labelledby={ (part.id) "-title" } {
            h2 id={ (part.id) "-title" } { (part.title) }
            (part.words)
            pre class="formula" tabindex="0" aria-label="Formula" { (part.formula) }
            @if let Some(worked) = &part.worked {
                h3 { "Worked through, step by step" }
                (worked)
            }
            p class="hint" { (part.source) }
        }
    }
}

/// The four scores; the chosen one worked through.
fn scores(figures: &Figures) -> Vec<Part> {
    let chosen = figures.now.metric;
    let worked = |metric: Metric| (metric == chosen).then(|| how_worked::of_score(&figures.now));
    vec![
        Part {
            id: "csat",
            title: "Customer satisfaction (CSAT)",
            words: html! {
                p {
                    "How many of those who answered were satisfied. Customers choose from 1 to 5; 4 and 5 are satisfied. \
                     Whoever did not answer counts neither way. The mean of the answers stands beside it as a second look."
                }
            },
            formula: "CSAT = answers 4 or 5 ÷ all answers × 100\nmean = all answers added up ÷ how many there are".into(),
            worked: worked(Metric::Csat),
            source: "Called “top-2-box” in the literature. Counts are added up first and rounded once, at the end; scores are never averaged.",
        },
        Part {
            id: "nps",
            title: "Net promoter score (NPS)",
            words: html! {
                p {
                    "Would they recommend you, from 0 to 10? 9 and 10 are promoters, 0 to 6 detractors, 7 and 8 are counted and take no side. \
                     The score runs from −100 to 100 and is no percentage."
                }
            },
            formula: "NPS = (promoters − detractors) ÷ all answers × 100".into(),
            worked: worked(Metric::Nps),
            source: "Reichheld 2003, Harvard Business Review.",
        },
        Part {
            id: "ces",
            title: "Ease of getting help (CES)",
            words: html! {
                p { "“It was easy to get this handled”: from 1, strongly disagree, to 7, strongly agree. 5, 6 and 7 count as easy." }
            },
            formula: "CES = answers 5, 6 or 7 ÷ all answers × 100\nmean = all answers added up ÷ how many there are".into(),
            worked: worked(Metric::Ces),
            source: "The second version of the question, on agreement. Dixon, Freeman, Toman 2010, Harvard Business Review.",
        },
        Part {
            id: "fcr",
            title: "Resolved (FCR)",
            words: html! {
                p {
                    "Was it resolved: yes, partly or no. Only “yes” counts as resolved. “Not applicable” is no answer and is left out altogether."
                }
            },
            formula: "Resolved = yes ÷ (yes + partly + no) × 100".into(),
            worked: worked(Metric::Fcr),
            source: "What customers say, not whether they called again: the two answer different questions and are never mixed.",
        },
    ]
}

/// How sure a figure is, whether it moved, and who answered.
fn certainty(figures: &Figures, rules: &DisplayRules) -> Vec<Part> {
    let Steps {
        score_from,
        full_from,
    } = rules.steps;
    let interval = if figures.now.metric == Metric::Nps {
        "N = n + 3,  P = (promoters + ¾) ÷ N,  D = (detractors + ¾) ÷ N,  m = P − D\nlow, high = m ∓ z × √((P + D − m²) ÷ N)        z = 1.96 for 95 %"
    } else {
        "p = positive ÷ n,  z = 1.96 for 95 %\ncentre = (p + z² ÷ 2n) ÷ (1 + z² ÷ n)\nhalf   = z ÷ (1 + z² ÷ n) × √(p(1 − p) ÷ n + z² ÷ 4n²)\nlow, high = centre ∓ half"
    };
    vec![
        Part {
            id: "interval",
            title: "Likely between",
            words: html! {
                p {
                    "Only some customers answer, so another month with the very same service would bring a somewhat different score. \
                     The range says how different: worked out this way, it holds the true score 95 times out of 100. Few answers make it wide."
                }
                p {
                    "Below " (score_from) " answers there are only counts. "
                    @if score_from < full_from {
                        "From " (score_from) " to " (full_from - 1) " the score is marked “few responses” and nothing is said of its change. "
                    }
                    "From " (full_from) " on it stands on its own."
                }
            },
            formula: interval.into(),
            worked: Some(how_worked::of_interval(&figures.now)),
            source: "Shares: Wilson 1927; Brown, Cai, DasGupta 2001, Statistical Science. Net scores: adjusted Wald with three answers added, Rocks 2016, The American Statistician. \
                     With ten answers and 90 % satisfied the textbook formula holds the truth in only 65 of 100 cases, these in 93.",
        },
        Part {
            id: "change",
            title: "A real change, or within noise",
            words: html! {
                p {
                    "Scores move every week by chance. A change is called real when the likely range of the difference does not hold zero, and only \
                     when there are at least " (full_from) " answers on both sides. That two ranges overlap proves nothing; this does."
                }
                p { "Where many products are looked at together, each has to pass a stricter test, so that a quiet month stays quiet." }
            },
            formula: "difference = now − before\nlow  = difference − √((now − now's low)² + (before's high − before)²)\nhigh = difference + √((now's high − now)² + (before − before's low)²)\nreal = zero is not between low and high".into(),
            worked: Some(how_worked::of_change(&figures.now, figures.before.as_ref())),
            source: "Newcombe 1998, Statistics in Medicine; Zou and Donner 2008, Statistics in Medicine.",
        },
        Part {
            id: "rate",
            title: "Response rate",
            words: html! {
                p {
                    "How many of those who got a letter answered. Letters count on the day they left and answers on the day they came, so a short \
                     period can show more than 100 %. A low rate does not make a score wrong, but it makes one ask who did not answer."
                }
                p {
                    "Agents are tested for it as for their scores: whether fewer of an agent's customers answer than of all agents' with the same products and touchpoints, and whether fewer of an agent's contacts \
                     are asked about than of all agents' at the same touchpoints with the same surveys. A survey that samples one contact in five is therefore no mark against who works there. \
                     Tested is from " (rules.flag_from) " letters or contacts on."
                }
            },
            formula: "delivered = letters that left − letters that came back or failed\nresponse rate = answers ÷ delivered × 100".into(),
            worked: Some(how_worked::of_rate(&figures.now)),
            source: "AAPOR Standard Definitions.",
        },
    ]
}
