//! What servers say, and what it must mean.

use super::*;

fn reply(code: u16, text: &str) -> Answer {
    Answer::Reply {
        code,
        text: text.into(),
    }
}

const STEPS: [Step; 5] = [
    Step::Opening,
    Step::Sender,
    Step::Recipient,
    Step::Data,
    Step::Letter,
];

#[test]
fn only_2xx_to_the_whole_letter_is_sent() {
    for step in STEPS {
        for code in 100..=599 {
            let sent = matches!(judge(step, reply(code, "whatever")), Outcome::Sent { .. });
            assert_eq!(
                sent,
                step == Step::Letter && (200..300).contains(&code),
                "{step:?} {code}"
            );
        }
        let broken = judge(step, Answer::Broken("timed out".into()));
        assert!(!matches!(
            broken,
            Outcome::Sent { .. } | Outcome::Refused { .. }
        ));
    }
}

#[test]
fn a_refused_recipient_keeps_the_servers_words() {
    assert_eq!(
        judge(Step::Recipient, reply(550, "5.1.1 No such user here")),
        Outcome::Refused {
            words: "550 5.1.1 No such user here".into()
        }
    );
    assert_eq!(
        judge(Step::Letter, reply(554, "")),
        Outcome::Refused {
            words: "554".into()
        }
    );
}

/// Replies as servers give them, and what each must mean.
#[test]
fn replies_mean_what_the_table_says() {
    use Means::*;
    use Step::*;
    for (step, code, text, means) in [
        // this letter, for good
        (Recipient, 550, "5.1.1 No such user here", Refused),
        (Recipient, 550, "no such user", Refused),
        (
            Recipient,
            553,
            "5.1.3 Bad recipient address syntax",
            Refused,
        ),
        (Recipient, 550, "5.2.1 Mailbox disabled", Refused),
        (Recipient, 552, "5.2.2 Mailbox full", Refused),
        (
            Recipient,
            553,
            "5.6.7 the address has letters this server cannot take",
            Refused,
        ),
        (Letter, 554, "", Refused),
        // a code of another class than the reply's is no code
        (Recipient, 550, "4.7.1 odd", Refused),
        (Recipient, 550, "5.7 odd", Refused),
        (Recipient, 550, "5.7.1.1 odd", Refused),
        // this letter, for now
        (
            Recipient,
            450,
            "4.2.0 Recipient address rejected: Greylisted",
            Deferred,
        ),
        (
            Recipient,
            451,
            "4.7.1 Greylisting in action, please come back later",
            Deferred,
        ),
        (Sender, 451, "4.7.1 Graylisted", Deferred),
        (
            Sender,
            450,
            "4.1.8 Domain of the sender does not resolve",
            Deferred,
        ),
        (Recipient, 452, "4.2.2 Mailbox full", Deferred),
        (Recipient, 451, "local error", Deferred),
        (Data, 451, "4.3.0 queue file write error", Deferred),
        (Letter, 354, "go on", Unclear),
        (Data, 250, "not what was asked for", Deferred),
        // this domain, more slowly
        (Recipient, 421, "4.7.0 Too many messages from you", Slowed),
        (
            Letter,
            421,
            "4.7.28 Unusual rate of unsolicited mail",
            Slowed,
        ),
        (Recipient, 450, "4.7.1 Too much mail", Slowed),
        (
            Letter,
            451,
            "4.7.650 The mail server has been temporarily rate limited",
            Slowed,
        ),
        // this domain, our fault
        (Letter, 550, "5.7.515 Access denied, not aligned", Barred),
        (
            Letter,
            550,
            "5.7.26 Unauthenticated mail is not accepted",
            Barred,
        ),
        (Letter, 554, "5.7.1 Message taken for spam", Barred),
        (Letter, 552, "5.3.4 Message too big", Barred),
        (Letter, 554, "5.6.0 Bad header", Barred),
        // everybody's, or ours
        (
            Recipient,
            554,
            "5.7.1 <kim@example.net>: Relay access denied",
            Barred,
        ),
        (Recipient, 550, "relay not permitted", Barred),
        (
            Recipient,
            504,
            "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
            Halted,
        ),
        (
            Letter,
            550,
            "5.4.5 Daily user sending quota exceeded",
            Halted,
        ),
        (
            Recipient,
            554,
            "Service unavailable; Client host [192.0.2.4] blocked using zen.spamhaus.org",
            Barred,
        ),
        (Letter, 550, "SPF check failed", Barred),
        (Letter, 550, "Message rejected as spam", Barred),
        (Letter, 550, "DKIM signature did not verify", Barred),
        (Letter, 550, "Email rejected per DMARC policy", Barred),
        (
            Recipient,
            550,
            "rejected: your host is on our black list",
            Barred,
        ),
        (Recipient, 550, "5.1.0 sender rejected", Disowned),
        (Recipient, 550, "5.1.7 bad address of yours", Disowned),
        (
            Recipient,
            550,
            "The domain of sender kim@acme.example does not exist",
            Disowned,
        ),
        (
            Recipient,
            550,
            "no such user here, see our blacklist",
            Refused,
        ),
        (
            Recipient,
            530,
            "5.7.0 Must issue a STARTTLS command first",
            Halted,
        ),
        (Recipient, 550, "5.7.0 Local policy violation", Barred),
        (Recipient, 535, "5.7.8 Bad credentials", Halted),
        (
            Recipient,
            550,
            "5.1.8 Sender address rejected: Domain not found",
            Disowned,
        ),
        (
            Recipient,
            553,
            "5.7.1 Sender address rejected: not owned by user relay",
            Disowned,
        ),
        (
            Recipient,
            450,
            "4.1.8 Sender address rejected: Domain not found",
            Disowned,
        ),
        (Sender, 553, "5.1.8 not your domain", Disowned),
        (
            Letter,
            554,
            "Message rejected: Email address is not verified.",
            Disowned,
        ),
        (Sender, 530, "5.7.0 Authentication required", Halted),
        (Sender, 421, "closing", Halted),
        (
            Recipient,
            550,
            "5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
            Halted,
        ),
        (
            Letter,
            554,
            "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
            Halted,
        ),
        (
            Letter,
            454,
            "Throttling failure: Maximum sending rate exceeded.",
            Halted,
        ),
        (
            Recipient,
            553,
            "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
            Barred,
        ),
        (Sender, 452, "4.3.1 Insufficient system storage", Halted),
        (Sender, 450, "4.7.1 Too many messages", Halted),
        (Opening, 421, "too busy", Halted),
        (Opening, 535, "5.7.8 Bad credentials", Halted),
        (Opening, 454, "4.7.0 TLS not available", Halted),
        // taken
        (Letter, 250, "2.0.0 Ok: queued as 4F1", Sent),
    ] {
        assert_eq!(meaning(step, code, text), means, "{step:?} {code} {text}");
    }
}

#[test]
fn no_row_of_the_table_is_in_the_shade_of_an_earlier_one() {
    for (place, (steps, codes, class, words, means)) in TABLE.iter().enumerate() {
        let class = if class.ends_with('.') {
            format!("{class}999")
        } else {
            (*class).to_owned()
        };
        let said = format!("{class} {}", words.first().copied().unwrap_or_default());
        let decides = |step: &Step| {
            let row = row(*step, *codes.start(), said.trim());
            row.is_some_and(|row| std::ptr::eq(row, &TABLE[place]))
        };
        assert!(
            steps.iter().any(decides),
            "row {place} ({means:?}) decides nothing"
        );
    }
}

#[test]
fn a_line_that_breaks_at_the_opening_halts_sending() {
    let broken = judge(Step::Opening, Answer::Broken("connection refused".into()));
    assert!(matches!(broken, Outcome::Halted { .. }));
}

#[test]
fn a_line_cut_after_the_letter_is_ambiguous_and_before_it_is_not() {
    let ambiguous = |step| match judge(step, Answer::Broken("cut".into())) {
        Outcome::Deferred { ambiguous, .. } => ambiguous,
        other => panic!("{other:?}"),
    };
    assert!(ambiguous(Step::Letter));
    assert!(!ambiguous(Step::Data));
    assert!(!ambiguous(Step::Recipient));
    assert_eq!(
        judge(Step::Letter, reply(354, "go on")),
        Outcome::Deferred {
            words: "354 go on".into(),
            ambiguous: true
        }
    );
}

#[test]
fn only_a_server_that_says_so_means_that_there_is_no_such_address() {
    for gone in [
        "550 5.1.1 <kim@example.net>: Recipient address rejected: User unknown",
        "550 5.2.1 The account is disabled",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        "550 No such user here",
        "553 sorry, that mailbox does not exist",
    ] {
        assert!(says_no_such_address(gone), "{gone}");
    }
    for other in [
        "550 5.7.1 members only",
        "552 5.2.2 Mailbox full",
        "550 5.1.8 Sender unknown user",
        "550 The sender's domain does not exist",
        "550 no such user here, see our blacklist",
        "554 the name in HELO does not exist",
        "550 rejected",
        "450 4.1.1 User unknown",
        "the address has letters this mail server cannot take",
        "",
    ] {
        assert!(!says_no_such_address(other), "{other}");
    }
}

#[test]
fn a_full_mailbox_is_told_from_an_address_that_is_not_there() {
    for full in [
        "552 5.2.2 Mailbox full",
        "550 5.2.2 user is over quota",
        "552 Requested mail action aborted: mailbox is full",
        "452 4.2.2 Mailbox full",
        "452 mailbox is full, try later",
    ] {
        assert!(
            says_mailbox_full(full) && !says_no_such_address(full),
            "{full}"
        );
    }
    for other in [
        "552 5.3.4 Message too big",
        "552 message size exceeds the limit",
        "552 sending quota exceeded for sender",
        "452 4.3.1 Insufficient storage",
        "450 4.2.0 Greylisted",
        "550 5.1.1 No such user",
    ] {
        assert!(!says_mailbox_full(other), "{other}");
    }
}

#[test]
fn what_no_database_keeps_is_taken_out_of_a_servers_words() {
    let answer = Answer::Reply {
        code: 550,
        text: "5.1.1 user\0unknown\u{7}".into(),
    };
    assert_eq!(
        judge(Step::Recipient, answer).words(),
        "550 5.1.1 user unknown "
    );
}
