//! Answering by keyboard alone, and what a small screen and a screen reader get.

use super::{
    letter::{self, with_conditions},
    street::{DOWN, ENTER, SPACE, Street, TAB},
};
use crate::support::browser::Person;
use fantoccini::Locator;
use serde_json::{Value, json};

/// Chooses 2 instead of the link's 4, answers what that raises, writes a word and sends it: keys only.
async fn answers_by_keyboard(person: Person) {
    let street = Street::open(person).await;
    letter::publish(&street.server, with_conditions()).await;
    let letter = street.letter().await;
    street.visit(&letter, 4).await;
    assert!(
        !street.browser.text().await.contains("main reason"),
        "raised by a low score only"
    );
    // the scale is one stop, entered at the value the link chose; arrows move within it
    street.press(&[TAB, UP, UP]).await;
    street
        .browser
        .wait()
        .for_element(Locator::Css("input[value='2']:checked"))
        .await
        .expect("2 is chosen");
    assert!(street.browser.text().await.contains("main reason"));
    street.press(&[TAB, DOWN, TAB, SPACE, TAB]).await;
    street.press(&['H', 'm', TAB, ENTER]).await;
    street
        .browser
        .wait()
        .for_element(Locator::Css(".notice"))
        .await
        .expect("thanks");
    let standing = letter.standing(&street.server).await.expect("an answer");
    assert_eq!(
        (standing.content.score, standing.response.evidence.as_str()),
        (2, "submit")
    );
    assert_eq!(standing.content.answers["resolved"], "partly");
    assert_eq!(standing.content.answers["reason"], "agent");
    assert_eq!(standing.content.comment.as_deref(), Some("Hm"));
}

const UP: char = '\u{e013}';

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough() {
    answers_by_keyboard(Person::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough_without_scripts() {
    answers_by_keyboard(Person {
        without_scripts: true,
        ..Person::default()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_named_large_enough_and_fits_a_small_screen() {
    let street = Street::open(Person {
        in_the_dark: true,
        ..Person::default()
    })
    .await;
    let mut survey = with_conditions();
    survey.questions[0].kind = afterword::domain::surveys::question::Kind::Nps;
    letter::publish(&street.server, survey).await;
    let letter = street.letter().await;
    let narrow = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
    street
        .browser
        .devtools("Emulation.setDeviceMetricsOverride", narrow)
        .await;
    street.visit(&letter, 2).await;
    assert_eq!(street.evaluate("innerWidth").await, json!(320));
    assert_eq!(
        street
            .evaluate("document.documentElement.scrollWidth")
            .await,
        json!(320)
    );
    let too_small = street
        .evaluate(
            "[...document.querySelectorAll('.face, button, .none, a')].map(e => e.getBoundingClientRect())\
                .filter(r => r.width && (r.width < 44 || r.height < 44)).map(r => [r.width, r.height])",
        )
        .await;
    assert_eq!(too_small, json!([]));
    assert_eq!(
        street
            .evaluate("document.documentElement.lang + document.dir")
            .await,
        json!("enltr")
    );

    // as assistive technology sees it
    let tree = street
        .browser
        .devtools("Accessibility.getFullAXTree", json!({}))
        .await;
    let nodes = tree["nodes"].as_array().expect("a tree").iter();
    let named: Vec<_> = nodes
        .filter(|node| !node["ignored"].as_bool().unwrap_or_default())
        .map(|node| (text(&node["role"]), text(&node["name"])))
        .collect();
    let names = |role: &str| -> Vec<&str> {
        named
            .iter()
            .filter(|(is, _)| is == role)
            .map(|(_, name)| name.as_str())
            .collect()
    };
    let radios = names("radio");
    assert_eq!(
        radios[..11],
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    );
    assert!(
        radios[11..].contains(&"Partly") && radios.iter().all(|name| !name.is_empty()),
        "{radios:?}"
    );
    assert!(names("heading")[0].starts_with("How likely are you to recommend"));
    assert!(names("textbox")[0].starts_with("Would you like to tell us more?"));
    assert_eq!(names("button"), ["Send answer"]);
    let groups = named
        .iter()
        .filter(|(role, _)| role == "group" || role == "radiogroup")
        .collect::<Vec<_>>();
    assert!(
        groups.iter().all(|(_, name)| !name.is_empty()) && groups.len() == 4,
        "{groups:?}"
    );
}

fn text(value: &Value) -> String {
    value["value"].as_str().unwrap_or_default().to_owned()
}
