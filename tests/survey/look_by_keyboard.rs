//! A manager dresses a brand by keyboard alone and without scripts; then what a wide and a tall logo and a long Arabic
//! name look like, on a phone and at a desk, in the light and in the dark.

use super::{
    letter::Letter,
    looks::{managed, picture},
};
use crate::{
    console::PASSWORD,
    support::{
        browser::{Browser, Person},
        databases::Database,
        server::Server,
    },
};
use afterword::{domain::organization::picture::HEAVIEST, web::limits::FORM_WITH_FILE};
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
};
use tempfile::TempDir;

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

async fn press(browser: &Browser, keys: impl IntoIterator<Item = char>) {
    let mut pressed = KeyActions::new("keys".into());
    for key in keys {
        let down = pressed.then(KeyAction::Down { value: key });
        pressed = down.then(KeyAction::Up { value: key });
    }
    browser
        .perform_actions(pressed)
        .await
        .expect("the keys go down");
}

/// Goes on with the tabulator to the field of that id, or the button of that value.
async fn tab_to(browser: &Browser, name: &str) {
    for _ in 0..90 {
        let focused = browser.active_element().await.expect("a focus");
        for attribute in ["id", "value"] {
            if focused.attr(attribute).await.expect("read").as_deref() == Some(name) {
                return;
            }
        }
        press(browser, [TAB]).await;
    }
    panic!("the keyboard does not reach {name}");
}

async fn arrives(browser: &Browser, css: &str) {
    let there = browser.wait().for_element(Locator::Css(css)).await;
    there.unwrap_or_else(|error| panic!("{css}: {error}"));
}

async fn signs_in(browser: &Browser, server: &Server, path: &str) {
    let door = server.url(&format!("/sign-in?next={path}"));
    browser.goto(&door).await.expect("the door");
    tab_to(browser, "email").await;
    press(browser, "ana@example.com".chars()).await;
    tab_to(browser, "password").await;
    press(browser, PASSWORD.chars().chain([ENTER])).await;
    arrives(browser, ".look").await;
}

async fn chooses(browser: &Browser, file: &std::path::Path) {
    let field = browser.find(Locator::Id("file")).await.expect("a field");
    let path = file.to_str().expect("a path");
    field.send_keys(path).await.expect("a file is chosen");
}

/// Somebody who may dress the brand, at its look, with a folder for files.
async fn at_the_look(without_scripts: bool) -> (Server, Browser, TempDir) {
    let (server, _, path) = managed(Database::sqlite()).await;
    let person = Person {
        without_scripts,
        ..Person::default()
    };
    let browser = Browser::open_for(person).await;
    signs_in(&browser, &server, &format!("{path}/look")).await;
    (server, browser, tempfile::tempdir().expect("a folder"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_brand_is_dressed_by_keyboard_alone_and_without_scripts() {
    let (server, browser, folder) = at_the_look(true).await;
    let file = folder.path().join("logo.png");
    std::fs::write(&file, picture(1200, 120)).expect("a file");
    tab_to(&browser, "name").await;
    press(&browser, "شركة الاتصالات الحديثة للخدمات".chars()).await;
    chooses(&browser, &file).await;
    tab_to(&browser, "accent").await;
    press(&browser, "#ff8a00".chars()).await;
    tab_to(&browser, "try").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, ".shades").await;
    assert!(browser.text().await.contains("Preview, not published"));
    tab_to(&browser, "publish").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, ".flash-good").await;
    browser.picture("look-wide-logo").await;
    let letter = Letter::arrives(&server).await;
    let (html, ..) = letter.written(&server).await;
    assert!(html.contains("شركة الاتصالات الحديثة للخدمات") && html.contains("/logo/"));
}

/// A file of so many bytes that is no picture.
fn heavy(path: &std::path::Path, bytes: usize) {
    let file = std::fs::File::create(path).expect("a file");
    file.set_len(bytes as u64).expect("its size");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_too_large_is_refused_as_it_is_chosen_and_another_one_is_taken() {
    let (_server, browser, folder) = at_the_look(false).await;
    let (large, small) = (
        folder.path().join("large.png"),
        folder.path().join("small.png"),
    );
    heavy(&large, HEAVIEST + 1);
    std::fs::write(&small, picture(240, 64)).expect("a file");
    tab_to(&browser, "name").await;
    press(&browser, "Acme Care".chars()).await;
    chooses(&browser, &large).await;
    arrives(&browser, ".field-wrong > #file-error.error").await;
    let field = browser.find(Locator::Id("file")).await.expect("a field");
    for (name, value) in [
        ("aria-invalid", "true"),
        ("aria-describedby", "file-hint file-error"),
    ] {
        let said = field.attr(name).await.expect("read");
        assert_eq!(said.as_deref(), Some(value), "{name}");
    }
    assert!(browser.text().await.contains("larger than 1 MB"));
    browser.picture("look-large-file").await;
    tab_to(&browser, "publish").await;
    press(&browser, [ENTER]).await;
    let focused = browser.active_element().await.expect("a focus");
    let focused = focused.attr("id").await.expect("read");
    assert_eq!(focused.as_deref(), Some("file"), "nothing was sent");

    chooses(&browser, &small).await;
    arrives(&browser, "#file:not([aria-invalid])").await;
    assert!(!browser.text().await.contains("larger than 1 MB"));
    tab_to(&browser, "publish").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, ".flash-good").await;
    arrives(&browser, ".logo-shown").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_going_back_from_a_file_too_large_shows_all_that_was_typed() {
    let (_server, browser, folder) = at_the_look(true).await;
    let file = folder.path().join("logo.png");
    heavy(&file, FORM_WITH_FILE + 1);
    let typed = [
        ("name", "Acme Care"),
        ("accent", "#ff8a00"),
        ("sender_name", "Acme Customer Care"),
        ("sender_address", "care@acme.example"),
        ("reply_to", "help@acme.example"),
        ("postal_address", "1 Long Lane"),
        ("privacy_link", "https://acme.example/privacy"),
        ("footer", "Registered in England"),
    ];
    for (name, words) in typed {
        tab_to(&browser, name).await;
        press(&browser, words.chars()).await;
    }
    chooses(&browser, &file).await;
    tab_to(&browser, "publish").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, "a.button[href='/']").await;
    assert!(browser.text().await.contains("The file is too large"));
    browser.back().await.expect("the form");
    arrives(&browser, ".look").await;
    for (name, words) in typed {
        let field = browser.find(Locator::Id(name)).await.expect("a field");
        let shown = field.prop("value").await.expect("read");
        assert_eq!(shown.as_deref(), Some(words), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tall_logo_and_a_long_name_fit_a_phone_in_the_dark() {
    let (server, _, path) = managed(Database::sqlite()).await;
    let person = Person {
        on_a_phone: true,
        in_the_dark: true,
        ..Person::default()
    };
    let browser = Browser::open_for(person).await;
    signs_in(&browser, &server, &format!("{path}/look")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("logo.png");
    for (name, sides) in [("tall", Some((90, 900))), ("none", None)] {
        tab_to(&browser, "name").await;
        press(&browser, "شركة الاتصالات الحديثة".chars()).await;
        if let Some((width, height)) = sides {
            std::fs::write(&file, picture(width, height)).expect("a file");
            chooses(&browser, &file).await;
        }
        tab_to(&browser, "publish").await;
        press(&browser, [ENTER]).await;
        arrives(&browser, ".flash-good").await;
        let wide = "return document.documentElement.scrollWidth";
        let wide = browser.execute(wide, vec![]).await.expect("a width");
        assert_eq!(wide.as_i64(), Some(360), "nothing sticks out");
        browser
            .picture(&format!("look-{name}-logo-small-dark"))
            .await;
        for page in [
            "look/page?scheme=dark",
            "look/letter?scheme=dark&language=ar",
        ] {
            let there = browser.goto(&server.url(&format!("{path}/{page}"))).await;
            there.expect("a page");
            let kind = &page[5..9];
            browser
                .picture(&format!("look-{name}-{kind}-small-dark"))
                .await;
        }
        browser
            .goto(&server.url(&format!("{path}/look")))
            .await
            .expect("the form");
        if let Ok(remove) = browser.find(Locator::Css("[name=remove_logo]")).await {
            remove.click().await.expect("a click");
        }
    }
    let texts = server.url(&format!("{path}/texts?language=ar"));
    browser.goto(&texts).await.expect("the texts");
    browser.picture("texts-arabic-small-dark").await;
}
