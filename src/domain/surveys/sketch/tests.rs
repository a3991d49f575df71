//! What is typed is kept, and what is sound reads as it was.

use proptest::prelude::*;

use super::{slugs::slug_of, *};
use crate::domain::surveys::starting::StartingPoint;

fn pointers(sketch: &Sketch) -> Vec<String> {
    let faults = sketch.read().faults.into_iter();
    faults.map(|fault| fault.pointer).collect()
}

/// A sketch with texts in two languages, a condition and options.
fn call() -> Sketch {
    let mut definition = StartingPoint::Call.definition();
    for (locale, key, text) in [
        ("en", "subject", "How was it, {customer_first_name}?"),
        ("de", "reason", "Warum?"),
        ("de", "reason.wait", "Die Wartezeit"),
    ] {
        let texts = definition.wording.entry(locale.into()).or_default();
        texts.insert(key.into(), text.into());
    }
    Sketch::of(&definition)
}

proptest! {
    #[test]
    fn a_published_definition_reads_as_it_was(
        minutes in 0..=43_200_u32, remind in proptest::option::of(1..28_u32), window: bool, strict: bool,
        sample in 0..=100_u8, point in 0..4_usize, text in "[a-zéß]{1,9}( [a-z]{1,9}){0,3}",
    ) {
        let mut definition = StartingPoint::ALL[point].definition();
        definition.send_after_minutes = minutes;
        definition.remind_after_days = remind;
        definition.sample_percent = sample;
        definition.one_click = if strict { OneClick::Strict } else { OneClick::Balanced };
        if !window { definition.send_window = None; }
        let key = definition.questions[0].slug.clone();
        definition.wording.insert("pt-BR".into(), [(key, text)].into());
        let read = Sketch::of(&definition).read();
        prop_assert_eq!(read.faults, vec![]);
        prop_assert_eq!(read.definition, definition);
    }
}

#[test]
fn what_cannot_be_read_is_named_once_and_kept() {
    let mut sketch = call();
    sketch.send_after = "soon".into();
    sketch.sample_percent = "300".into();
    sketch.remind_after_days = "-1".into();
    sketch.questions[2].max = "three".into();
    assert_eq!(
        pointers(&sketch),
        [
            "/questions/2/show_when/score_max",
            "/send_after_minutes",
            "/remind_after_days",
            "/questions/2/show_when",
            "/sample_percent"
        ]
    );
    let kept = serde_json::to_value(&sketch).expect("JSON");
    assert_eq!(
        serde_json::from_value::<Sketch>(kept).expect("a sketch"),
        sketch
    );
}

#[test]
fn moving_a_question_before_the_one_it_depends_on_is_named() {
    let mut sketch = call();
    sketch.questions.swap(1, 2);
    assert_eq!(pointers(&sketch), [""; 0]);
    sketch.questions[0].when = "satisfaction".into();
    sketch.questions[1].when = "reason".into();
    let faults = sketch.read().faults;
    let said: Vec<_> = faults.iter().map(|fault| fault.detail.as_str()).collect();
    assert_eq!(
        said,
        [
            "the first question is always shown",
            "names the question itself, not an earlier one"
        ]
    );
    sketch.questions[0].when.clear();
    sketch.questions[1].when = "resolved".into();
    let faults = sketch.read().faults;
    assert_eq!(faults[0].pointer, "/questions/1/show_when/question");
    assert!(faults[0].detail.contains("comes later"), "{faults:?}");
}

#[test]
fn scores_of_no_question_are_named_and_kept() {
    let mut sketch = call();
    let at = sketch.questions.len() - 1;
    let last = &mut sketch.questions[at];
    (last.when, last.min, last.max) = (String::new(), " ".into(), String::new());
    assert_eq!(pointers(&sketch), [""; 0]);
    sketch.questions[at].max = "3".into();
    assert_eq!(pointers(&sketch), [format!("/questions/{at}/show_when")]);
    assert_eq!(sketch.read().definition.questions[at].show_when, None);
}

#[test]
fn a_renamed_question_takes_its_texts_along() {
    let mut sketch = call();
    sketch.questions[2].slug = "why".into();
    let read = sketch.read();
    assert_eq!(read.faults, []);
    assert_eq!(read.definition.wording["de"]["why.wait"], "Die Wartezeit");
    assert!(!read.definition.wording["de"].contains_key("reason"));
}

#[test]
fn what_the_form_does_not_show_stays_as_it_was() {
    let mut sketch = call();
    let more = [("reminder".to_owned(), "Still there?".to_owned())];
    sketch.base.wording.insert("fr".into(), more.into());
    sketch.name = "Another\nname ".into();
    let read = sketch.read().definition;
    assert_eq!(read.wording["fr"]["reminder"], "Still there?");
    assert_eq!(read.name, "Another name");
}

#[test]
fn a_hundred_questions_and_long_texts_are_named_not_dropped() {
    let mut sketch = call();
    let long = "ع".repeat(10_000);
    for _ in 0..100 {
        let texts = Texts::from([("en".to_owned(), long.clone())]);
        sketch.questions.push(QuestionSketch {
            kind: "text".into(),
            texts,
            ..QuestionSketch::default()
        });
    }
    sketch.name_the_nameless();
    assert_eq!(sketch.questions[4].slug, "text");
    assert_eq!(sketch.questions[103].slug, "text-100");
    let found = pointers(&sketch);
    assert!(found.contains(&"/questions".into()) && found.contains(&"/wording/en/text-7".into()));
}

#[test]
fn names_are_made_from_texts() {
    for (text, slug) in [
        ("Why did you call?", "why-did-you-call"),
        ("Größe  des Kunden’s", "grosse-des-kundens"),
        ("¿Cómo fue?", "como-fue"),
        ("ما السبب؟", ""),
        ("--- 24/7 ---", "24-7"),
    ] {
        assert_eq!(slug_of(text), slug, "{text}");
    }
    let mut sketch = Sketch::of(&StartingPoint::Empty.definition());
    for (kind, text) in [
        ("choice", "Why?"),
        ("choice", "Why?"),
        ("text", "Score"),
        ("nps", "x"),
    ] {
        sketch.questions.push(QuestionSketch {
            kind: kind.into(),
            texts: [("en".to_owned(), text.to_owned())].into(),
            options: vec![OptionSketch {
                texts: [("en".to_owned(), "ما".to_owned())].into(),
                ..OptionSketch::default()
            }],
            ..QuestionSketch::default()
        });
    }
    sketch.name_the_nameless();
    let slugs: Vec<_> = sketch
        .questions
        .iter()
        .map(|question| question.slug.as_str())
        .collect();
    assert_eq!(slugs, ["why", "why-2", "text", "recommend"]);
    assert_eq!(sketch.questions[0].options[0].slug, "option");
}
