use afterword::web::{
    assets,
    survey::{messages, page::*, question::*},
};
use axum::{Router, extract::Path, routing::get};
use maud::Markup;

fn opts(v: &[(&str, &str)]) -> Vec<OptionView> {
    v.iter()
        .map(|(a, b)| OptionView {
            value: a.to_string(),
            word: b.to_string(),
        })
        .collect()
}
fn t(k: &str) -> String {
    afterword::words::text("en", k, &[])
}
fn scale(kind: &str, from: i16, to: i16, ordinal: usize) -> Input {
    let options: Vec<_> = (from..=to)
        .map(|v| OptionView {
            value: v.to_string(),
            word: if kind == "nps" {
                String::new()
            } else {
                t(&format!("{kind}-{v}"))
            },
        })
        .collect();
    let ends = (kind == "nps").then(|| {
        (
            OptionView {
                value: "0".into(),
                word: t("nps-0"),
            },
            OptionView {
                value: "10".into(),
                word: t("nps-10"),
            },
        )
    });
    Input::Scale {
        ordinal,
        options,
        ends,
    }
}
fn q(field: &str, text: &str, input: Input, required: bool) -> QuestionView {
    QuestionView {
        field: field.into(),
        text: text.into(),
        input,
        shown: Shown::Always,
        required,
        value: None,
        error: None,
    }
}

fn view(kind: &str) -> PageView {
    let (agent, brand) = if kind.contains("rtl") {
        ("عبد الرحمن", "شركة النور")
    } else if kind.contains("long") {
        (
            "Wolfeschlegelsteinhausenbergerdorff-Maximiliana",
            "Donaudampfschifffahrtsgesellschaft Customer Happiness and Long Names Incorporated",
        )
    } else {
        ("Ana", "Acme Broadband")
    };
    let metric = if kind.starts_with("nps") {
        "nps"
    } else if kind.starts_with("ces") {
        "ces"
    } else {
        "csat"
    };
    let first = match metric {
        "nps" => q(
            "score",
            &afterword::words::text("en", "question-nps", &[("brand", brand.into())]),
            scale("nps", 0, 10, 0),
            true,
        ),
        "ces" => q(
            "score",
            &afterword::words::text("en", "question-ces", &[("brand", brand.into())]),
            scale("ces", 1, 7, 0),
            true,
        ),
        _ => q(
            "score",
            &afterword::words::text(
                "en",
                "question-csat-agent",
                &[("agent_first_name", agent.into())],
            ),
            scale("csat", 1, 5, 0),
            true,
        ),
    };
    let mut qs = vec![
        first,
        q(
            "resolved",
            &t("question-fcr"),
            Input::Choice {
                ordinal: Some(1),
                options: opts(&[
                    ("yes", "Yes"),
                    ("partly", "Partly"),
                    ("no", "No"),
                    ("not_applicable", "There was nothing to resolve"),
                ]),
            },
            false,
        ),
    ];
    let mut r = q(
        "reason",
        &t("question-choice"),
        Input::Choice {
            ordinal: None,
            options: ["agent", "product", "policy", "wait"]
                .iter()
                .map(|v| OptionView {
                    value: v.to_string(),
                    word: t(&format!("choice-{v}")),
                })
                .collect(),
        },
        false,
    );
    r.shown = Shown::While {
        ordinal: 0,
        values: (0..=3).map(|v| v.to_string()).collect(),
    };
    qs.push(r);
    qs.push(q(
        "comment",
        &t("question-comment-any"),
        Input::Comment { hint: true },
        false,
    ));
    let mut v = PageView {
        locale: "en".into(),
        token: "aQ".into(),
        brand: brand.into(),
        about: Some("It was about Broadband, on 22 November 2026.".into()),
        questions: qs,
        answered: None,
        beacon: None,
    };
    let choose = if kind.contains("low") {
        "2"
    } else if metric == "nps" {
        "9"
    } else {
        "4"
    };
    if !kind.contains("plain") {
        v.questions[0].value = Some(choose.into());
        v.beacon = Some(Beacon {
            score: choose.parse().unwrap(),
            issued_ms: 1,
            nonce: "abc".into(),
        });
    }
    if kind.contains("error") {
        v.questions[0].error = Some(t("error-score-scale"));
        v.questions[0].value = None;
        v.beacon = None;
        v.questions[3].error = Some(afterword::words::text(
            "en",
            "error-text-long",
            &[("length", "10,001".into()), ("most", "10,000".into())],
        ));
        v.questions[3].value = Some("<script>alert(1)</script> long text".into());
        v.questions[1].value = Some("no".into());
    }
    if kind.contains("again") {
        v.answered = Some(Answered {
            value: "3".into(),
            until: "20 December 2026".into(),
        });
    }
    v
}
async fn page(Path(kind): Path<String>) -> Markup {
    match kind.as_str() {
        "thanks" => messages::thanks("en", "aQ", "Acme Broadband", "4", true),
        "expired" => messages::expired("en", Some("20 December 2026")),
        "unknown" => messages::unknown(),
        "ask" => messages::ask_unsubscribe("en", "aQ", "Acme Broadband"),
        "done" => messages::unsubscribed("en", "Acme Broadband"),
        k => view(k).render(),
    }
}
#[tokio::main]
async fn main() {
    let app: Router = Router::new()
        .route("/g/{kind}", get(page))
        .merge(assets::routes());
    let l = tokio::net::TcpListener::bind("127.0.0.1:4471")
        .await
        .unwrap();
    axum::serve(l, app).await.unwrap();
}
