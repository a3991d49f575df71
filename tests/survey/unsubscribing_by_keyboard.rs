//! Asking for less by keyboard alone, taking it back, and reading the page in another language; with and without scripts.

use super::{
    letter::Letter,
    street::{DOWN, ENTER, Street, TAB},
};
use crate::support::browser::Person;
use afterword::domain::customers::{preference, suppression};
use fantoccini::Locator;
use sea_orm::EntityTrait;

/// Goes on with the tabulator until what has the focus is called so.
async fn tab_to(street: &Street, name: &str) {
    const FOCUSED: &str = "document.activeElement";
    for _ in 0..30 {
        let focused = street
            .evaluate(&format!(
                "[{FOCUSED}.textContent.trim(), {FOCUSED}.parentElement?.textContent.trim()]"
            ))
            .await;
        if focused[0] == name || (focused[0] == "" && focused[1] == name) {
            return;
        }
        street.press(&[TAB]).await;
    }
    panic!("the keyboard does not reach {name}");
}

async fn says(street: &Street, words: &str) {
    let heading = format!("//h1[contains(., '{words}')]");
    let there = street
        .browser
        .wait()
        .for_element(Locator::XPath(&heading))
        .await;
    there.unwrap_or_else(|error| panic!("{words}: {error}"));
}

async fn months(street: &Street) -> Vec<i16> {
    let db = street.server.app.db.read();
    let all = preference::Entity::find().all(db).await.expect("wishes");
    all.into_iter().map(|wish| wish.months).collect()
}

async fn opens(street: &Street, letter: &Letter) {
    let url = street.server.url(&format!("/u/{}", letter.token));
    street.browser.goto(&url).await.expect("the page opens");
}

/// Three months are chosen already: one arrow on and one back, and the Enter key.
async fn less_often_and_back(person: Person) {
    let street = Street::open(person).await;
    let letter = street.letter().await;
    opens(&street, &letter).await;
    tab_to(&street, "at most once every three months").await;
    street.press(&[DOWN]).await;
    tab_to(&street, "at most once every six months").await;
    street.press(&['\u{e013}']).await;
    tab_to(&street, "Ask me less often").await;
    street.press(&[ENTER]).await;
    says(&street, "We will ask less often").await;
    assert_eq!(months(&street).await, [3]);
    let text = street.browser.text().await;
    assert!(text.contains("at most once every three months"), "{text}");

    tab_to(&street, "Ask me again").await;
    street.press(&[ENTER]).await;
    says(&street, "We may ask you again").await;
    assert_eq!(months(&street).await, Vec::<i16>::new());
    let none = suppression::Entity::find().all(street.server.app.db.read());
    assert!(none.await.expect("suppressions").is_empty());
}

/// What is chosen goes along into the other language, and what is saved is answered in it.
async fn another_language(person: Person) {
    let street = Street::open(person).await;
    let letter = street.letter().await;
    opens(&street, &letter).await;
    tab_to(&street, "at most once every three months").await;
    street.press(&[DOWN]).await;
    tab_to(&street, "English").await;
    street.press(&[ENTER]).await;
    tab_to(&street, "Deutsch").await;
    street.browser.picture("unsubscribe-languages").await;
    street.press(&[ENTER]).await;
    let german = "html[lang=de] input[value='6']:checked";
    let there = street
        .browser
        .wait()
        .for_element(Locator::Css(german))
        .await;
    there.expect("the page in German, six months chosen");
    assert!(months(&street).await.is_empty(), "nothing is saved by it");
    let button = "#less button[value=fewer]";
    let button = street.browser.find(Locator::Css(button)).await;
    let button = button.expect("a button").text().await.expect("its words");
    tab_to(&street, &button).await;
    street.press(&[ENTER]).await;
    let there = street
        .browser
        .wait()
        .for_element(Locator::Css("html[lang=de] #language"))
        .await;
    there.expect("the answer in German");
    assert_eq!(months(&street).await, [6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough_to_be_asked_less_often() {
    less_often_and_back(Person::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough_to_be_asked_less_often_without_scripts() {
    less_often_and_back(Person {
        without_scripts: true,
        ..Person::default()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_is_chosen_by_keyboard_without_scripts() {
    another_language(Person {
        without_scripts: true,
        ..Person::default()
    })
    .await;
}
