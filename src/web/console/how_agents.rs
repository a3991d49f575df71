//! What the page of explanations says about comparing people, watching for change, and words. Called by `how`.

use maud::html;

use super::how::Part;

/// Agents fairly compared, signals, themes.
pub fn parts() -> Vec<Part> {
    vec![
        Part {
            id: "fair",
            title: "Fair score",
            words: html! {
                p {
                    "Whoever handles the difficult calls gets the worse ratings. The fair score takes that out in two steps. First every answer is compared with what all agents together \
                     get for the same product at the same touchpoint; what is left is how far an agent is above or below colleagues with the same work. \
                     Then that distance is drawn towards the middle, the more the fewer answers there are, because a good month on twelve answers is mostly luck."
                }
                p {
                    "An agent alone with a product is compared with nobody there. When less than 80 % of the answers can be compared, the page says so instead of showing a figure."
                }
            },
            formula: "expected = what all agents get on average for the same products and touchpoints\n\
                      distance = (own answers − expected) ÷ n\n\
                      fair score = mean of all + (1 − B) × distance,   B from 0 (many answers) to 1 (few)",
            worked: None,
            source: "Indirect standardisation, as hospitals are compared; empirical Bayes: Morris 1983, Journal of the American Statistical Association. \
                     In simulations it roughly halves the error of the plain score.",
        },
        Part {
            id: "reliability",
            title: "Reliability",
            words: html! {
                p {
                    "How much of the difference between agents in a score is the agent and not luck, from 0 to 1. It grows with answers. Below 0.7 no rank is shown; for pay or formal measures 0.9 is \
                     the usual standard, together with the fair score and the response rate."
                }
            },
            formula: "reliability = n ÷ (n + M)\nM = spread of single answers ÷ real spread between agents\nanswers needed for r = M × r ÷ (1 − r)      with M = 50: 117 for 0.7, 450 for 0.9",
            worked: None,
            source: "Adams 2009, The Reliability of Provider Profiling, RAND; Bühlmann credibility.",
        },
        Part {
            id: "flag",
            title: "Flag: really above or below",
            words: html! {
                p {
                    "With 60 agents somebody is always lowest, even if all work alike. Every agent is therefore tested exactly against all answers together: how often would chance alone bring a score \
                     so far away? Then the answer is made stricter for the number of agents tested, so that of all flags at most one in twenty is a chance find. A flag is a reason to look, not a verdict."
                }
            },
            formula: "p = 2 × the smaller of P(fewer good answers) and P(more), half of P(as many) added to each\n\
                      sort all p; flag the r smallest where p(r) ≤ 0.05 × r ÷ agents tested",
            worked: None,
            source: "Exact mid-p test; Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B. Spiegelhalter 2005, Statistics in Medicine. \
                     The usual z test finds somebody among 200 equal agents in more than half of all months.",
        },
        Part {
            id: "funnel",
            title: "Funnel plot",
            words: html! {
                p {
                    "The picture of the same thing: each agent is a dot, further right with more answers. Between the inner lines lie 95 of 100 agents who do what all do, between the outer lines 998 of 1,000. \
                     The lines are wide on the left because few answers swing more."
                }
            },
            formula: "limits at n answers = mean of all ∓ z × spread of single answers ÷ √n\nz = 1.96 for the inner lines, 3.09 for the outer",
            worked: None,
            source: "Spiegelhalter 2005, Statistics in Medicine.",
        },
        Part {
            id: "signals",
            title: "Signals",
            words: html! {
                p {
                    "Looking at a 95 % range every morning cries wolf every third week. For products, touchpoints and teams a running mean that forgets slowly is kept instead, and a signal is given only when it is further \
                     from the usual than three of its own standard errors: about one false alarm in two years for each. For single agents the evidence of each answer for “worse than before” is added up, against the agent's own past."
                }
            },
            formula: "running mean: each day counts 0.9 of the day after it;  signal when |running mean − usual| > 3 standard errors\n\
                      single agents: S = max(0, S + evidence of the day);  signal when S > 5",
            worked: None,
            source: "EWMA: Lucas and Saccucci 1990, Technometrics. CUSUM: Steiner, Cook, Farewell, Treasure 2000, Biostatistics; Neuburger and others 2017, BMJ Quality & Safety.",
        },
        Part {
            id: "themes",
            title: "Words and themes",
            words: html! {
                p {
                    "A word stands out when unhappy customers use it clearly more often than happy ones. Comments are counted, not mentions, and rare words need more proof. \
                     The impact of a theme is how many points the score would differ without the answers that mention it: a connection, not a promise of what mending it would bring."
                }
            },
            formula: "impact = score of all − score without the theme = share × (score with the theme − score of the rest)",
            worked: None,
            source: "Monroe, Colaresi, Quinn 2008, Political Analysis; Benjamini and Hochberg 1995.",
        },
    ]
}
