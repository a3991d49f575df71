//! Customers are spoken to in their language, letter and page alike, and may choose another on the page.

use super::{
    letter::{self, Letter, Who},
    street::Street,
};
use crate::{
    on_both,
    support::{browser::Person, server::Server},
};
use afterword::{
    domain::surveys::{
        definition::Definition,
        question::{Kind, Question},
    },
    words::LANGUAGES,
};
use chrono::TimeDelta;
use fantoccini::Locator;
use serde_json::json;

fn who(locale: &'static str) -> Who {
    Who {
        email: format!("kim@{locale}.example"),
        locale: Some(locale),
        ..Who::default()
    }
}

async fn get(server: &Server, path: &str) -> String {
    let page = server.http.get(server.url(path)).send().await;
    page.expect("a page").text().await.expect("text")
}

async fn post(server: &Server, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let request = server.http.post(server.url(path)).form(fields);
    request.send().await.expect("a page")
}

on_both! {
    async fn letter_and_page_speak_the_customers_language(db: Database) {
        let server = Server::start(db).await;
        let canadian = Letter::arrives_for(&server, who("fr-CA")).await;
        let (html, text, subject) = canadian.written(&server).await;
        assert_eq!(subject, "Votre avis nous intéresse, Kim");
        assert!(html.contains("<html lang=\"fr\" dir=\"ltr\">"), "{html}");
        assert!(text.contains("Vous avez échangé par téléphone avec Ana le 23 novembre concernant broadband."), "{text}");
        assert!(text.contains("jusqu’au 20 décembre") && text.contains("4 sur 5, Satisfait(e)"), "{text}");
        let page = canadian.open(&server, 4).await.text().await.expect("text");
        assert!(page.contains("<html lang=\"fr\" dir=\"ltr\">") && page.contains("Envoyer ma réponse"), "{page}");
        assert!(page.contains("10\u{a0}000 caractères au maximum"), "as Canada writes it: {page}");

        let hebrew = Letter::arrives_for(&server, who("he")).await;
        let (html, text, _) = hebrew.written(&server).await;
        assert!(html.contains("<html lang=\"he\" dir=\"rtl\">") && html.contains("align=\"right\""), "{html}");
        assert!(text.contains("שוחחתם בטלפון עם \u{2068}Ana\u{2069} ב־23 בנובמבר בנושא \u{2068}broadband\u{2069}."), "{text}");
        let page = hebrew.open(&server, 4).await.text().await.expect("text");
        assert!(page.contains("<html lang=\"he\" dir=\"rtl\">") && page.contains("שליחת התשובה"), "{page}");
        let refused = hebrew.send(&server, &[("score", "9"), ("comment", &"x".repeat(10_002))]).await;
        let refused = refused.text().await.expect("text");
        assert!(refused.contains("נא לבחור ערך מ־1 עד 5.") && refused.contains("בשני תווים"), "{refused}");
        let thanks = hebrew.send(&server, &[("score", "5")]).await.text().await.expect("text");
        assert!(thanks.contains("תודה רבה על התשובה"), "{thanks}");
        assert_eq!(hebrew.standing(&server).await.expect("an answer").response.locale, "he");
        let asked = get(&server, &format!("/u/{}", hebrew.token)).await;
        assert!(asked.contains("להפסיק לשאול"), "{asked}");
        server.advance(TimeDelta::days(28));
        let closed = hebrew.open(&server, 5).await.text().await.expect("text");
        assert!(closed.contains("הסקר הסתיים") && closed.contains("20 בדצמבר"), "{closed}");
    }

    async fn who_reads_none_of_the_languages_is_spoken_to_in_the_surveys(db: Database) {
        let server = Server::start(db).await;
        let mut survey = Definition::starting();
        survey.default_locale = "de-AT".into();
        let own = [("satisfaction".to_owned(), "Hur nöjd är du med {agent_first_name}?".to_owned())];
        survey.wording.insert("sv".into(), own.into());
        letter::publish(&server, survey).await;
        let letter = Letter::arrives_for(&server, who("sv")).await;
        let (_, text, subject) = letter.written(&server).await;
        assert_eq!(subject, "Wie zufrieden sind Sie mit uns, Kim?");
        assert!(text.contains("Hur nöjd är du med Ana?") && text.contains("4 von 5, Zufrieden"), "{text}");
        let page = letter.open(&server, 4).await.text().await.expect("text");
        assert!(page.contains("lang=\"de\"") && page.contains("Hur nöjd är du med Ana?"), "{page}");
        let finnish = Letter::arrives_for(&server, who("fi")).await;
        assert!(finnish.written(&server).await.1.contains("Wie zufrieden waren Sie mit der Unterstützung durch Ana?"));
    }

    async fn who_unsubscribes_chooses_another_language_too(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let path = format!("/u/{}", letter.token);
        let page = get(&server, &path).await;
        let button = "<button lang=\"he\" form=\"less\" formmethod=\"get\" name=\"lang\" value=\"he\">עברית</button>";
        assert!(page.contains(button) && !page.contains(">English</button>"), "{page}");
        assert!(page.contains("id=\"less\"") && page.contains("value=\"3\" checked"), "{page}");

        // What the form of months sends with that button: the choice comes along, and nothing is changed.
        let page = get(&server, &format!("{path}?months=6&lang=he")).await;
        assert!(page.contains("<html lang=\"he\" dir=\"rtl\">") && page.contains("value=\"6\" checked"), "{page}");
        assert!(page.contains(&format!("action=\"{path}?lang=he\"")), "{page}");
        let odd = get(&server, &format!("{path}?months=2&lang=xx")).await;
        assert!(odd.contains("<html lang=\"en\"") && odd.contains("value=\"3\" checked"), "{odd}");

        // Whatever is pressed is answered in that language, and can be read in another.
        for (choice, menu) in [("fewer", "language"), ("none", "less"), ("again", "language")] {
            let answer = post(&server, &format!("{path}?lang=he"), &[("choice", choice), ("months", "6")]).await;
            let page = answer.text().await.expect("text");
            assert!(page.contains("<html lang=\"he\" dir=\"rtl\">"), "{page}");
            assert!(page.contains(&format!("form=\"{menu}\" formmethod=\"get\" name=\"lang\" value=\"de\"")), "{page}");
            assert!(page.contains(&format!("id=\"{menu}\"")), "{page}");
        }
        let english = get(&server, &path).await;
        assert!(english.contains("<html lang=\"en\""), "the letter's language stays");
    }

    async fn another_language_is_chosen_without_losing_or_counting_anything(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let page = letter.open(&server, 4).await.text().await.expect("text");
        let to_hebrew = format!("/s/{}/language?lang=he", letter.token);
        assert!(page.contains(&format!("lang=\"he\" formaction=\"{to_hebrew}\" formnovalidate>עברית</button>")), "{page}");
        assert!(!page.contains(">English</button>"));
        let clicks = letter.clicks(&server).await.len();

        let typed = [("score", "2"), ("resolved", "partly"), ("comment", "Half <typed>\r\nso far")];
        let shown = post(&server, &to_hebrew, &typed).await;
        assert_eq!(shown.status(), 200);
        let page = shown.text().await.expect("text");
        assert!(page.contains("<html lang=\"he\" dir=\"rtl\">"), "{page}");
        assert!(page.contains("value=\"2\" checked") && page.contains("value=\"partly\" checked"), "{page}");
        assert!(page.contains("Half &lt;typed&gt;\r\nso far") && page.contains("בחרתם 2."), "{page}");
        assert_eq!(letter.clicks(&server).await.len(), clicks);
        assert_eq!((letter.counts(&server).await, letter.history(&server).await.len()), (None, 0));

        // the button sends it in the language of the page, and there it stays
        let sent_to = format!("/s/{}?lang=he", letter.token);
        assert!(page.contains(&format!("action=\"{sent_to}\"")), "{page}");
        let thanks = post(&server, &sent_to, &typed).await.text().await.expect("text");
        assert!(thanks.contains("תודה רבה על התשובה"), "{thanks}");
        let standing = letter.standing(&server).await.expect("an answer");
        assert_eq!((standing.response.locale.as_str(), standing.content.score), ("he", 2));
        let again = letter.open(&server, 2).await.text().await.expect("text");
        assert!(again.contains("lang=\"he\" dir=\"rtl\"") && again.contains("עניתם 2."), "{again}");

        // a second thought about the language alone is noted too
        post(&server, &format!("/s/{}?lang=de", letter.token), &typed).await;
        assert_eq!(letter.standing(&server).await.expect("an answer").response.locale, "de");
        let unsaved = post(&server, &format!("/s/{}/language?lang=tr", letter.token), &[("score", "2")]).await;
        let unsaved = unsaved.text().await.expect("text");
        assert!(unsaved.contains("Değişikliklerinizi kaydetmek için “Yanıtımı değiştir”"), "{unsaved}");
    }

    async fn a_link_may_name_a_language_and_keeps_its_score(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for (query, lang) in [("lang=de-AT", "de"), ("lang=zh-TW", "zh-Hans"), ("lang=klingon", "en"), ("lang=", "en"), ("lang=%ff", "en")] {
            let page = get(&server, &format!("{}&{query}", letter.path(4))).await;
            assert!(page.contains(&format!("<html lang=\"{lang}\" ")), "{query}: {page}");
            assert!(page.contains("value=\"4\" checked") && page.contains("data-nonce"), "{query}");
        }
        let page = get(&server, &format!("/s/{}/language?lang=it", letter.token)).await;
        assert!(page.contains("<html lang=\"it\" "), "opened again by itself: {page}");
        assert!(page.contains(&format!("href=\"/u/{}?lang=it\"", letter.token)), "{page}");
        assert_eq!(letter.counts(&server).await, None);
    }

    async fn who_has_no_letter_is_answered_in_the_browsers_language(db: Database) {
        let server = Server::start(db).await;
        let wrong = server.http.get(server.url("/s/x")).header("accept-language", "sv, pl;q=0.8, en;q=0.5");
        let page = wrong.send().await.expect("a page");
        assert_eq!(page.status(), 404);
        assert!(page.text().await.expect("text").contains("Ten link nie prowadzi do żadnej ankiety"));
        let letter = Letter::arrives(&server).await;
        let right = server.http.get(server.url(&letter.path(4))).header("accept-language", "pl");
        let page = right.send().await.expect("a page").text().await.expect("text");
        assert!(page.contains("<html lang=\"en\" "), "the letter's language: {page}");
    }
}

/// Types a comment, opens the menu, chooses German, and sends.
async fn switches(person: Person) {
    let street = Street::open(person).await;
    let letter = street.letter().await;
    street.visit(&letter, 4).await;
    let click = async |selector: &str| {
        let found = street.browser.find(Locator::Css(selector)).await;
        let found = found.expect("it is there");
        found.click().await.expect("it can be pressed");
    };
    click("input[value='3']").await;
    let comment = street.browser.find(Locator::Css("textarea")).await;
    let comment = comment.expect("a box");
    comment.send_keys("Half typed").await.expect("typed");
    click("summary").await;
    click("button[lang='de']").await;
    let german = Locator::Css("html[lang='de']");
    street
        .browser
        .wait()
        .for_element(german)
        .await
        .expect("German");
    assert!(
        street
            .browser
            .find(Locator::Css("input[value='3']:checked"))
            .await
            .is_ok()
    );
    let comment = street.browser.find(Locator::Css("textarea")).await;
    let typed = comment
        .expect("a box")
        .prop("value")
        .await
        .expect("a value");
    assert_eq!(typed.as_deref(), Some("Half typed"));
    assert!(street.browser.text().await.contains("Sie haben 3 gewählt."));
    street.press_the_button().await;
    assert!(street.browser.text().await.contains("Vielen Dank"));
    let standing = letter.standing(&street.server).await.expect("an answer");
    assert_eq!(standing.content.score, 3);
    assert_eq!(standing.content.comment.as_deref(), Some("Half typed"));
    assert_eq!(standing.response.locale, "de");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_comment_survives_a_change_of_language() {
    switches(Person::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_comment_survives_a_change_of_language_without_scripts() {
    switches(Person {
        without_scripts: true,
        ..Person::default()
    })
    .await;
}

/// What leaves its place, or has to be broken inside a word, when words may not be.
const TIGHT: &str = "(() => { const tight = []; \
    for (const e of document.querySelectorAll('details')) e.open = true; \
    for (const e of document.querySelectorAll('body, button, a')) e.style.overflowWrap = 'normal'; \
    for (const e of document.querySelectorAll('.face, .aw-tap, h1, h2, p, button, summary, span, label')) \
        if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth) tight.push(e.textContent); \
    return [tight, document.documentElement.scrollWidth > innerWidth]; })()";

/// Satisfaction, effort and recommendation on one page.
fn all_scales() -> Definition {
    let mut survey = letter::with_conditions();
    for (slug, kind) in [("effort", Kind::Ces), ("recommend", Kind::Nps)] {
        let question = Question {
            slug: slug.into(),
            kind,
            options: vec![],
            show_when: None,
        };
        survey.questions.insert(1, question);
    }
    survey
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_fits_narrow_and_wide_pages_and_letters() {
    let street = Street::open(Person {
        in_the_dark: true,
        ..Person::default()
    })
    .await;
    letter::publish(&street.server, all_scales()).await;
    let page = street.letter().await;
    let mut effort = all_scales();
    effort.questions.swap(0, 2);
    letter::publish(&street.server, effort).await;
    let folder = tempfile::tempdir().expect("a folder");
    for (number, language) in LANGUAGES.iter().enumerate() {
        let tag: &'static str = &language.tag;
        let who = Who {
            email: format!("kim{number}@fits.example"),
            locale: Some(tag),
            ..Who::default()
        };
        let letter = Letter::arrives_for(&street.server, who).await;
        let file = folder.path().join(format!("{tag}.html"));
        let (html, ..) = letter.written(&street.server).await;
        std::fs::write(&file, html).expect("written");
        let places = [
            (
                "page",
                street.server.url(&format!("{}&lang={tag}", page.path(2))),
                [1280, 768, 320, 360],
            ),
            (
                "letter",
                format!("file://{}", file.display()),
                [1280, 600, 320, 360],
            ),
        ];
        for (place, url, widths) in places {
            street.browser.goto(&url).await.expect("it opens");
            for width in widths {
                let size = json!({ "width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600 });
                street
                    .browser
                    .devtools("Emulation.setDeviceMetricsOverride", size)
                    .await;
                assert_eq!(
                    street.evaluate(TIGHT).await,
                    json!([[], false]),
                    "{tag} {place} at {width}"
                );
                if [360, 1280].contains(&width) {
                    let name = format!("{place}_{tag}_{width}");
                    street.browser.picture(&name).await;
                }
            }
        }
    }
}
