//! A manager gives a brand its look and its own words; letters and pages wear them, those enqueued before do not.

use super::letter::{self, Letter, Who};
use crate::{
    console::{enter, get, member, page},
    on_both,
    support::{databases::Database, server::Server},
};
use afterword::domain::{
    accounts::member::Role, organization::brand, surveys::definition::Definition,
};
use image::{ImageFormat, Rgba, RgbaImage};
use reqwest::{
    Response, StatusCode, header,
    multipart::{Form, Part},
};
use std::io::Cursor;

/// A server with a manager at it, and the path of its brand.
pub async fn managed(db: Database) -> (Server, String, String) {
    let server = Server::start(db).await;
    member(&server, "ana@example.com", Role::Manager).await;
    let cookie = enter(&server, "ana@example.com").await;
    let brands = brand::all(server.app.db.read()).await.expect("brands");
    let path = format!("/brands/{}", brands[0].slug);
    (server, cookie, path)
}

/// A picture of so many pixels.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let colour = |x: u32, y: u32| Rgba([(x * 7) as u8, (y * 5) as u8, 120, 255]);
    let image = RgbaImage::from_fn(width, height, colour);
    image.write_to(&mut file, ImageFormat::Png).expect("a file");
    file.into_inner()
}

fn form(fields: &[(&'static str, &str)], file: Option<Vec<u8>>, name: &'static str) -> Form {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text(*name, (*value).to_owned());
    }
    match file {
        Some(file) => form.part("file", Part::bytes(file).file_name(name)),
        None => form,
    }
}

async fn press(server: &Server, cookie: &str, path: &str, form: Form) -> Response {
    let request = server.http.post(server.url(&format!("{path}/look")));
    let request = request.header(header::COOKIE, cookie).multipart(form);
    request.send().await.expect("an answer")
}

async fn say(server: &Server, cookie: &str, path: &str, texts: &[(&str, &str)]) -> Response {
    let request = server.http.post(server.url(path)).form(texts);
    let request = request.header(header::COOKIE, cookie);
    request.send().await.expect("an answer")
}

fn other() -> Who {
    Who {
        email: "lou@example.net".into(),
        ..Who::default()
    }
}

const DRESSED: [(&str, &str); 9] = [
    ("name", "Acme Care"),
    ("accent", "#ffd400"),
    ("sender_name", "Acme Customer Care"),
    ("sender_address", "care@mail.acme.example"),
    ("reply_to", "help@acme.example"),
    ("postal_address", "Acme Ltd\n1 Long Lane\nLondon"),
    ("privacy_link", "https://acme.example/privacy"),
    ("footer", "Registered in England 1234"),
    ("press", "publish"),
];

on_both! {
    async fn letter_and_page_wear_the_look_they_were_enqueued_with(db: Database) {
        let (server, cookie, path) = managed(db).await;
        let early = Letter::arrives(&server).await;
        let before = early.raw(&server).await;
        let answer = press(&server, &cookie, &path, form(&DRESSED, Some(picture(960, 128)), "logo.png")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert!(answer.headers()["location"].to_str().expect("text").contains("done=published"));
        assert_eq!(early.raw(&server).await, before, "the same letter to the byte");

        let letter = Letter::arrives_for(&server, other()).await;
        let (html, text, _) = letter.written(&server).await;
        let logo = html.split("/logo/").nth(1).and_then(|rest| rest.split('"').next()).expect("a logo");
        assert!(html.contains("alt=\"Acme Care\"") && html.contains("width=\"240\" height=\"32\""), "{html}");
        assert!(html.contains(&format!("src=\"{}/logo/{logo}\"", server.app.public_url)), "{html}");
        assert!(!html.contains("#2257a0") && html.contains("#ffd400!important"), "both schemes: {html}");
        for part in ["Acme Ltd", "1 Long Lane", "Registered in England 1234", "https://acme.example/privacy"] {
            assert!(html.contains(part) && text.contains(part), "{part}: {text}");
        }
        let raw = String::from_utf8(letter.raw(&server).await).expect("text");
        assert!(raw.contains("From: \"Acme Customer Care\" <care@mail.acme.example>"), "{raw}");
        assert!(raw.contains("Reply-To: help@acme.example") && raw.contains("@mail.acme.example>"), "{raw}");

        let served = server.http.get(server.url(&format!("/logo/{logo}"))).send().await.expect("a logo");
        assert_eq!(served.headers()["content-type"], "image/png");
        assert!(served.headers()["cache-control"].to_str().expect("text").contains("immutable"));
        assert_eq!(served.headers()["cross-origin-resource-policy"], "cross-origin");
        assert!(!served.headers().contains_key("set-cookie"));
        let kept = image::load_from_memory(&served.bytes().await.expect("bytes")).expect("a picture");
        assert_eq!((kept.width(), kept.height()), (480, 64));

        let shown = letter.open(&server, 4).await.text().await.expect("text");
        assert!(shown.contains(&format!("src=\"/logo/{logo}\"")) && shown.contains("Acme Care"), "{shown}");
        assert!(shown.contains("Acme Ltd<br>1 Long Lane<br>London") && shown.contains("Privacy notice"), "{shown}");
        assert!(!shown.contains("style="), "{shown}");
        let colours = shown.split('"').find(|part| part.starts_with("/accent/ffd400.")).expect("a style sheet");
        let sheet = server.http.get(server.url(colours)).send().await.expect("a style sheet");
        assert!(sheet.headers()["cache-control"].to_str().expect("text").contains("immutable"));
        assert!(sheet.text().await.expect("text").contains("--accent:#ffd400"), "as it is in the dark");
        let plain = early.open(&server, 4).await.text().await.expect("text");
        assert!(!plain.contains("Acme Care") && !plain.contains("/accent/"), "{plain}");

        let shown = page(&server, &cookie, &format!("{path}/look")).await;
        assert!(shown.contains("is used instead of") && shown.contains("href=\"/mail\""), "{shown}");
        let again = press(&server, &cookie, &path, form(&DRESSED[..8], None, "")).await;
        let tried = again.headers()["location"].to_str().expect("text").to_owned();
        assert!(tried.contains("tried="), "{tried}");
        let third = Letter::arrives_for(&server, Who { email: "max@example.net".into(), ..Who::default() }).await;
        assert!(third.written(&server).await.0.contains(logo), "what is only tried changes nothing");
        let tried = tried.split("tried=").nth(1).and_then(|id| id.split('&').next()).expect("an id");
        for kind in ["letter", "page"] {
            let frame = get(&server, &cookie, &format!("{path}/look/{kind}?scheme=dark&tried={tried}")).await;
            let policy = frame.headers()["content-security-policy"].to_str().expect("text").to_owned();
            assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
            let frame = frame.text().await.expect("text");
            assert!(frame.contains("Acme Care") && !frame.contains("/logo/"), "{frame}");
        }
    }

    async fn a_file_that_is_no_logo_is_refused_and_nothing_typed_is_lost(db: Database) {
        let (server, cookie, path) = managed(db).await;
        let mut bomb = picture(64, 64);
        bomb.truncate(60);
        for (file, name, why) in [
            (vec![7; 5 * 1024 * 1024], "logo.png", "larger than 1 MB"),
            (vec![7; 12 * 1024 * 1024], "logo.png", "larger than 1 MB"),
            (Vec::new(), "logo.png", "The file is empty"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(), "logo.png", "an SVG drawing"),
            (b"GIF89a".to_vec(), "logo.gif", "neither a PNG nor a JPEG"),
            (bomb, "logo.png", "damaged or cut short"),
            (picture(4200, 20), "logo.png", "4200 by 20 pixels"),
        ] {
            let answer = press(&server, &cookie, &path, form(&DRESSED, Some(file), name)).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            let shown = answer.text().await.expect("text");
            let said = shown.split("id=\"file-error\">").nth(1).unwrap_or_default();
            assert!(said.contains(why), "{why}: {shown}");
            for (field, value) in &DRESSED[..8] {
                assert!(shown.contains(value), "{field} is lost");
            }
        }
        let empty = page(&server, &cookie, &format!("{path}/look")).await;
        assert!(empty.contains("data-most=\"1048576\" data-too-large=\"This file is larger than 1 MB."), "{empty}");
        assert!(!empty.contains("autocomplete"), "Back shows what was typed");
        let fields = [("accent", "teal"), ("reply_to", "help"), ("privacy_link", "http://acme.example"), ("press", "publish")];
        let answer = press(&server, &cookie, &path, form(&fields, Some(picture(100, 100)), "logo.png")).await;
        let shown = answer.text().await.expect("text");
        for why in ["“teal” is not a colour", "“help” is not an address", "does not begin with https://"] {
            assert!(shown.contains(why), "{why}: {shown}");
        }
        assert!(shown.contains("name=\"logo\" value="), "the file was good and is kept: {shown}");
        let brand = &brand::all(server.app.db.read()).await.expect("brands")[0];
        assert_eq!(brand.current_look_id, None);
    }

    async fn a_brands_words_go_before_the_built_in_ones_and_behind_the_surveys_own(db: Database) {
        let (server, cookie, path) = managed(db).await;
        let texts = format!("{path}/texts?language=en");
        let early = Letter::arrives(&server).await;
        let wrong = [("text.letter-greeting", "Ahoy { $nam }"), ("text.survey-send", "Off it goes {")];
        let answer = say(&server, &cookie, &texts, &wrong).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let shown = answer.text().await.expect("text");
        assert!(shown.contains("{ $nam } is not known here. Names that can: { $name }."), "{shown}");
        assert!(shown.contains("This cannot be read") && shown.contains("Off it goes {"), "{shown}");

        let own = [
            ("text.letter-greeting", "Ahoy!"),
            ("text.survey-send", "Off it goes"),
            ("text.question-fcr", "Is it sorted?"),
            ("text.letter-how", ""),
        ];
        let answer = say(&server, &cookie, &texts, &own).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let letter = Letter::arrives_for(&server, other()).await;
        let (html, text, _) = letter.written(&server).await;
        assert!(html.contains("Ahoy!") && text.contains("Ahoy!") && html.contains("Choose the number that fits"), "{html}");
        let shown = letter.open(&server, 4).await.text().await.expect("text");
        assert!(shown.contains("Off it goes") && shown.contains("Is it sorted?"), "{shown}");
        let plain = early.open(&server, 4).await.text().await.expect("text");
        assert!(plain.contains("Send answer"), "{plain}");

        let changed = page(&server, &cookie, &format!("{texts}&show=own")).await;
        assert_eq!(changed.matches("<textarea").count(), 3, "{changed}");
        assert!(changed.contains("This leaves out what the built-in text says: <code>{ $name }</code>"), "{changed}");
        let found = page(&server, &cookie, &format!("{texts}&q=unsubscri")).await;
        assert!(found.contains("letter-unsubscribe") && !found.contains("survey-send"), "{found}");
        let german = page(&server, &cookie, &format!("{path}/texts?language=de")).await;
        assert!(german.contains("Guten Tag { $name },") && !german.contains("Ahoy!"), "{german}");

        let mut survey = Definition::starting();
        survey.wording.insert("en".into(), [("resolved".to_owned(), "Is all well?".to_owned())].into());
        letter::publish(&server, survey).await;
        let last = Letter::arrives_for(&server, Who { email: "max@example.net".into(), ..Who::default() }).await;
        let shown = last.open(&server, 4).await.text().await.expect("text");
        assert!(shown.contains("Is all well?") && !shown.contains("Is it sorted?") && shown.contains("Off it goes"), "{shown}");
    }

    async fn two_managers_work_on_one_look_and_lose_nothing(db: Database) {
        let (server, cookie, path) = managed(db).await;
        let base = |page: &str| {
            let from = page.find("name=\"base\" value=\"").expect("a base") + 19;
            page[from..].split('"').next().expect("its end").to_owned()
        };
        let first = base(&page(&server, &cookie, &format!("{path}/look")).await);
        let send = async |fields: &[(&'static str, &str)]| press(&server, &cookie, &path, form(fields, None, "")).await;
        let one = send(&[("base", &first), ("press", "publish"), ("accent", "#aa3300"), ("name", "Acme One")]).await;
        assert_eq!(one.status(), StatusCode::SEE_OTHER);
        // Who began with the same look and changes something else takes nothing back.
        let other = send(&[("base", &first), ("press", "publish"), ("footer", "Good day")]).await;
        assert_eq!(other.status(), StatusCode::SEE_OTHER);
        let both = page(&server, &cookie, &format!("{path}/look")).await;
        assert!(both.contains("#aa3300") && both.contains("Acme One") && both.contains("Good day"), "{both}");

        let clash = send(&[("base", &first), ("press", "publish"), ("name", "Acme Two"), ("reply_to", "two@acme.example")]).await;
        assert_eq!(clash.status(), StatusCode::CONFLICT);
        let clash = clash.text().await.expect("text");
        assert!(clash.contains("ana@example.com published this meanwhile, in other words: the name."), "{clash}");
        assert!(clash.contains("Acme Two") && clash.contains("two@acme.example"), "{clash}");
        let again = send(&[
            ("base", &base(&clash)), ("press", "publish"), ("accent", "#aa3300"), ("name", "Acme Two"), ("reply_to", "two@acme.example"), ("footer", "Good day"),
        ]).await;
        assert_eq!(again.status(), StatusCode::SEE_OTHER);
        assert!(page(&server, &cookie, &format!("{path}/look")).await.contains("Acme Two"));

        // Texts too: each of its own, and of one text the second is asked.
        let texts = format!("{path}/texts?language=en");
        let first = base(&page(&server, &cookie, &texts).await);
        for (key, text) in [("text.survey-send", "Off it goes"), ("text.letter-greeting", "Ahoy!")] {
            let both = ["text.survey-send", "text.letter-greeting"].map(|name| (name, if name == key { text } else { "" }));
            let said = say(&server, &cookie, &texts, &[("base", &first), both[0], both[1]]).await;
            assert_eq!(said.status(), StatusCode::SEE_OTHER);
        }
        let both = page(&server, &cookie, &texts).await;
        assert!(both.contains("Off it goes") && both.contains("Ahoy!"), "{both}");
        let clash = say(&server, &cookie, &texts, &[("base", &first), ("text.letter-greeting", "Moin!")]).await;
        assert_eq!(clash.status(), StatusCode::CONFLICT);
        let clash = clash.text().await.expect("text");
        assert!(clash.contains("Moin!") && clash.contains("Now it says: “Ahoy!”"), "{clash}");
        let said = say(&server, &cookie, &texts, &[("base", &base(&clash)), ("text.letter-greeting", "Moin!")]).await;
        assert_eq!(said.status(), StatusCode::SEE_OTHER);
        assert!(page(&server, &cookie, &format!("{path}/look")).await.contains("Acme Two"));
    }

    async fn a_text_that_nobody_would_see_is_refused(db: Database) {
        let (server, cookie, path) = managed(db).await;
        let texts = format!("{path}/texts?language=en");
        for text in ["{ \"\" }", "\u{200b}", "{ \" \" }"] {
            let answer = say(&server, &cookie, &texts, &[("text.letter-unsubscribe", text), ("text.survey-send", "Off it goes")]).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{text:?}");
            let answer = answer.text().await.expect("text");
            assert!(answer.contains("Nobody would see this text") && answer.contains("Off it goes"), "{answer}");
        }
        let nameless = press(&server, &cookie, &path, form(&[("press", "publish"), ("name", "\u{200b}")], None, "")).await;
        assert_eq!(nameless.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nameless.text().await.expect("text").contains("Nobody would see this"));
        let answer = say(&server, &cookie, &texts, &[("text.csat-1", "VERY satisfied")]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().await.expect("text").contains("the same as the step"));
    }

    async fn a_look_is_for_managers_of_the_brand(db: Database) {
        let (server, _, path) = managed(db).await;
        member(&server, "ben@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ben@example.com").await;
        for page in ["look", "texts", "look/letter", "look/page"] {
            let answer = get(&server, &cookie, &format!("{path}/{page}")).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{page}");
        }
        let answer = press(&server, &cookie, &path, form(&DRESSED, None, "")).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        for nowhere in ["/logo/x.png", "/logo/0193f6e9-9c1a-7000-8000-000000000001.png", "/accent/teal.1.css"] {
            assert_eq!(get(&server, "", nowhere).await.status(), StatusCode::NOT_FOUND, "{nowhere}");
        }
    }
}
