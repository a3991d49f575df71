//! What the letter looks like (snapshots) and what it must never do.

use mail_parser::{MessageParser, MimeHeaders};

use super::*;

fn ratings(range: std::ops::RangeInclusive<u8>, words: &[&str]) -> Vec<Rating> {
    let last = *range.end() - *range.start();
    let word = |n: u8| match (words.len(), n) {
        (2, 0) => words[0],
        (2, n) if n == last => words[1],
        (2, _) => "",
        (_, n) => words[usize::from(n)],
    };
    let start = *range.start();
    range
        .map(|value| Rating {
            value,
            word: word(value - start).to_owned(),
            url: format!("https://feedback.acme.example/s/k1Zm9vYmFyYmF6cXV4MTIzNA?score={value}"),
        })
        .collect()
}

fn letter() -> InvitationLetter {
    InvitationLetter {
        kind: Kind::Invitation,
        message_id: Uuid::from_u128(0x0193_4f6e_9c1a_7000_8000_0000_0000_0001),
        date: "2026-11-22T10:30:00Z".parse().unwrap(),
        from: "Acme Support <support@acme.example>".parse().unwrap(),
        reply_to: None,
        bounce_to: None,
        postmark_name: None,
        to: "kim@example.net".into(),
        customer_name: "Kim Lee".into(),
        customer_first_name: "Kim".into(),
        agent_first_name: "Ana".into(),
        brand_name: "Acme".into(),
        brand_slug: "acme".into(),
        survey_slug: "after-contact".into(),
        locale: "en".into(),
        subject: "How did we do, Kim?".into(),
        question: "How satisfied were you with Ana's help?".into(),
        ratings: ratings(
            1..=5,
            &[
                "Very dissatisfied",
                "Dissatisfied",
                "Neutral",
                "Satisfied",
                "Very satisfied",
            ],
        ),
        channel: "phone".into(),
        product: "Broadband".into(),
        contact_day: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        answer_until: NaiveDate::from_ymd_opt(2026, 12, 20),
        unsubscribe_url: "https://feedback.acme.example/u/k1Zm9vYmFyYmF6cXV4MTIzNA".into(),
        unsubscribe_by_mail: None,
        logo_url: None,
        look: Arc::default(),
    }
}

fn recommend() -> InvitationLetter {
    InvitationLetter {
        question: "How likely are you to recommend Acme to a friend or colleague?".into(),
        ratings: ratings(0..=10, &["Not at all likely", "Extremely likely"]),
        channel: "chat".into(),
        product: String::new(),
        look: Arc::new(Look {
            postal_address: Some("Acme Ltd, 1 Long Lane, London".into()),
            ..Look::default()
        }),
        ..letter()
    }
}

fn effort() -> InvitationLetter {
    InvitationLetter {
        question: "Acme made it easy for me to handle my issue.".into(),
        ratings: ratings(
            1..=7,
            &[
                "Strongly disagree",
                "Disagree",
                "Somewhat disagree",
                "Neutral",
                "Somewhat agree",
                "Agree",
                "Strongly agree",
            ],
        ),
        channel: "email".into(),
        customer_first_name: String::new(),
        agent_first_name: String::new(),
        answer_until: None,
        ..letter()
    }
}

fn hostile(name: &str) -> InvitationLetter {
    InvitationLetter {
        customer_name: name.into(),
        customer_first_name: name.into(),
        agent_first_name: name.into(),
        brand_name: name.into(),
        product: name.into(),
        subject: format!("How did we do, {name}?"),
        question: format!("How satisfied were you with {name}'s help?"),
        from: Mailbox::new(Some(name.into()), "support@acme.example".parse().unwrap()),
        ..letter()
    }
}

fn bytes(letter: &InvitationLetter) -> Vec<u8> {
    letter.message().unwrap().formatted()
}

fn head(letter: &InvitationLetter) -> String {
    let all = String::from_utf8(bytes(letter)).unwrap();
    all.split_once("\r\n\r\n").unwrap().0.replace("\r\n", "\n")
}

fn broken_up(html: &str) -> String {
    html.replace("><", ">\n<")
}

#[test]
fn the_link_stands_before_the_address_to_unsubscribe_at() {
    let by_mail = "mailto:bounce+u-x@bounce.acme.example?subject=unsubscribe";
    let head = head(&InvitationLetter {
        unsubscribe_by_mail: Some(by_mail.into()),
        ..letter()
    });
    let link = "https://feedback.acme.example/u/k1Zm9vYmFyYmF6cXV4MTIzNA";
    let line = format!("\nList-Unsubscribe: <{link}>, <{by_mail}>\n");
    assert!(head.contains(&line), "{head}");
    assert!(head.contains("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"));
}

#[test]
fn the_headers() {
    insta::assert_snapshot!(head(&letter()), @r#"
    From: "Acme Support" <support@acme.example>
    Reply-To: support@acme.example
    To: "Kim Lee" <kim@example.net>
    Subject: How did we do, Kim?
    Date: Sun, 22 Nov 2026 10:30:00 +0000
    Message-ID: <01934f6e-9c1a-7000-8000-000000000001@acme.example>
    Auto-Submitted: auto-generated
    X-Auto-Response-Suppress: OOF, AutoReply
    List-Id: <after-contact.acme.acme.example>
    List-Unsubscribe: <https://feedback.acme.example/u/k1Zm9vYmFyYmF6cXV4MTIzNA>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
    Feedback-ID: after-contact:acme:invitation:afterword
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_01934f6e9c1a70008000000000000001"
    "#);
}

#[test]
fn a_trial_offers_no_way_to_unsubscribe_that_leads_nowhere_and_is_else_the_same() {
    let trial = InvitationLetter {
        kind: Kind::Trial,
        ..letter()
    };
    let real = head(&letter()).replace(":invitation:", ":trial:");
    let real = real.lines();
    let kept: Vec<_> = real
        .filter(|line| !line.starts_with("List-Unsubscribe"))
        .collect();
    assert_eq!(head(&trial), kept.join("\n"));
    assert_eq!(trial.text(), letter().text());
    assert_eq!(trial.html(), letter().html());
}

#[test]
fn pages_of_plain_letters_leave_as_they_are() {
    for letter in [letter(), recommend(), effort()] {
        let message = String::from_utf8(bytes(&letter)).unwrap();
        let page = message.split_once("Content-Type: text/html").unwrap().1;
        assert!(page.contains("Encoding: 7bit"), "{page}");
        assert!(page.lines().all(|line| line.len() <= 998), "{page}");
        assert!(page.contains(&format!("href=\"{}\"", letter.ratings[0].url)));
    }
}

#[test]
fn the_plain_text() {
    insta::assert_snapshot!("text_csat", letter().text());
    insta::assert_snapshot!("text_nps", recommend().text());
    insta::assert_snapshot!("text_ces", effort().text());
}

#[test]
fn the_page() {
    insta::assert_snapshot!("html_csat", broken_up(&letter().html()));
    insta::assert_snapshot!("html_nps", broken_up(&recommend().html()));
}

#[test]
fn a_reminder_says_that_it_is_one() {
    let reminder = InvitationLetter {
        kind: Kind::Reminder,
        ..letter()
    };
    let head = head(&reminder);
    assert!(
        head.contains("\nSubject: Reminder: How did we do, Kim?\n"),
        "{head}"
    );
    assert!(
        head.contains("\nFeedback-ID: after-contact:acme:reminder:afterword\n"),
        "{head}"
    );
    let words = "You have not told us yet. We remind you this once and not again.";
    assert!(reminder.text().contains(words) && reminder.html().contains(words));
    assert!(!letter().text().contains(words) && !letter().html().contains(words));
}

#[test]
fn every_try_is_the_same_letter() {
    assert_eq!(bytes(&letter()), bytes(&letter()));
}

#[test]
fn both_parts_carry_every_link_and_nothing_is_fetched() {
    for letter in [letter(), recommend(), effort()] {
        let message = bytes(&letter);
        let parsed = MessageParser::default().parse(&message).unwrap();
        let text = parsed.body_text(0).unwrap();
        let html = parsed.body_html(0).unwrap();
        for link in letter
            .ratings
            .iter()
            .map(|r| &r.url)
            .chain([&letter.unsubscribe_url])
        {
            assert!(text.contains(link.as_str()), "{link} is not in the text");
            assert!(
                html.contains(&format!("href=\"{link}\"")),
                "{link} is not in the page"
            );
        }
        for word in letter.ratings.iter().map(|r| &r.word) {
            assert!(
                text.contains(word.as_str()) && html.contains(word.as_str()),
                "{word}"
            );
        }
        for never in [
            "<img",
            "<script",
            "<form",
            "<svg",
            "<link",
            "<iframe",
            "url(",
            "data:",
            "flex",
            "position:",
        ] {
            assert!(!html.contains(never), "{never} in a letter");
        }
        assert_eq!(
            html.matches("http").count(),
            letter.ratings.len() + 1,
            "only these links"
        );
        assert!(
            message.len() < 40_000,
            "{} bytes; Gmail clips long letters",
            message.len()
        );
    }
}

#[test]
fn no_digit_is_glued_to_a_tag() {
    for letter in [letter(), recommend(), effort()] {
        let html = letter.html();
        let body = html.split_once("</style>").unwrap().1.as_bytes();
        let glued = body
            .windows(2)
            .any(|pair| pair[0].is_ascii_digit() && pair[1] == b'<');
        assert!(!glued);
    }
}

#[test]
fn foreign_text_cannot_add_headers_or_markup() {
    let long = "x".repeat(300);
    let names = [
        "Kim\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>",
        "Kim\nX-Evil: 1",
        "Kim\u{2028}Bcc: a@b.example",
        "\u{202e}Kim\u{2066}",
        "\"Kim\" <evil@example.com>, other",
        "=?utf-8?q?Bcc:_x?=",
        "محمد عبد الله",
        "Zoë 🌷👩‍🚒",
        long.as_str(),
        "",
    ];
    let clean = head(&letter())
        .lines()
        .filter(|l| !l.starts_with(' '))
        .count();
    for name in names {
        let letter = hostile(name);
        let message = bytes(&letter);
        let head = head(&letter);
        assert!(
            head.lines()
                .all(|line| line.len() <= 200 && line.is_ascii()),
            "{head}"
        );
        let fields = head
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .count();
        assert_eq!(fields, clean, "{head}");
        let parsed = MessageParser::default().parse(&message).unwrap();
        assert!(parsed.bcc().is_none());
        assert_eq!(parsed.to().unwrap().as_list().unwrap().len(), 1);
        assert_eq!(
            parsed.from().unwrap().first().unwrap().address(),
            Some("support@acme.example")
        );
        assert!(parsed.subject().unwrap().chars().count() <= 120);
        let html = parsed.body_html(0).unwrap();
        assert!(!html.contains("<script"));
        assert_eq!(parsed.parts.len(), 3);
        assert!(parsed.parts[1].is_content_type("text", "plain"));
    }
}

#[test]
fn names_survive_the_journey() {
    for name in ["محمد عبد الله", "Zoë 🌷", "O'Neil, \"Kim\" Jr. (x)", "李雷"] {
        let message = bytes(&hostile(name));
        let parsed = MessageParser::default().parse(&message).unwrap();
        assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some(name));
        assert_eq!(parsed.subject().unwrap(), format!("How did we do, {name}?"));
        assert!(parsed.body_text(0).unwrap().contains(name));
    }
}

#[test]
fn an_address_that_is_none_is_unsendable() {
    for to in [
        "",
        "kim",
        "kim@",
        "kim@example.net, x@example.net",
        "kim@example.net\r\nBcc: x@y.example",
    ] {
        let letter = InvitationLetter {
            to: to.into(),
            ..letter()
        };
        assert!(
            matches!(letter.message(), Err(Unsendable::Recipient(_))),
            "{to}"
        );
    }
}

/// The letter as a customer of another language gets it, with the texts that are resolved elsewhere.
fn in_language(locale: &str, name: &str) -> InvitationLetter {
    let said = |key: &str, args: &[(&'static str, FluentValue<'_>)]| text(locale, key, args);
    let agent = isolated_in(locale, "Ana");
    let words: Vec<String> = (1..=5).map(|n| said(&format!("csat-{n}"), &[])).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    InvitationLetter {
        locale: locale.into(),
        customer_name: name.into(),
        customer_first_name: name.into(),
        subject: said("letter-subject", &[("name", name.into())]),
        question: said("question-csat-agent", &[("agent_first_name", agent.into())]),
        ratings: ratings(1..=5, &words),
        ..letter()
    }
}

#[test]
fn in_arabic_and_japanese() {
    for (locale, name) in [("ar", "كيم"), ("ja", "山田")] {
        let letter = in_language(locale, name);
        insta::assert_snapshot!(format!("text_{locale}"), letter.text());
        insta::assert_snapshot!(format!("html_{locale}"), broken_up(&letter.html()));
        let message = bytes(&letter);
        let parsed = MessageParser::default().parse(&message).unwrap();
        assert_eq!(parsed.subject(), Some(letter.subject().as_str()));
    }
}
