//! What a mail server's answer means for the letter. Pure: `smtp` asks, whoever settles the delivery acts on it.
//! The one rule that must never bend: only a 2xx answer to the whole letter is "sent".

/// How far the conversation had come when the answer was given or the line broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Connecting, greeting, EHLO, STARTTLS, AUTH: nothing of this letter was said yet.
    Opening,
    /// MAIL FROM: the sender, which is the same for all letters.
    Sender,
    /// RCPT TO: this letter's recipient.
    Recipient,
    /// DATA, before the first line of the letter.
    Data,
    /// The whole letter and its closing dot are on their way.
    Letter,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A reply line: `550` and `5.1.1 No such user`.
    Reply { code: u16, text: String },
    /// No usable reply: refused connection, timeout, cut line, failed handshake.
    Broken(String),
}

/// What that means for the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Sent { words: String },
    /// It will never be taken for this recipient: no further try.
    Refused { words: String },
    /// To be tried again later. `ambiguous`: the server may have it already, so the next try may be a second copy.
    Deferred { words: String, ambiguous: bool },
    /// The trouble is ours or the server's, not this letter's: pause all sending, keep the letter.
    Halted { words: String },
}

impl Outcome {
    /// The server's own words, or ours where there were none.
    pub fn words(&self) -> &str {
        match self {
            Self::Sent { words }
            | Self::Refused { words }
            | Self::Deferred { words, .. }
            | Self::Halted { words } => words,
        }
    }
}

/// The meaning of `answer` at `step`, where the step did not simply go on.
pub fn judge(step: Step, answer: Answer) -> Outcome {
    let (code, text) = match answer {
        Answer::Broken(words) if step == Step::Opening => return Outcome::Halted { words },
        Answer::Broken(words) => {
            let ambiguous = step == Step::Letter;
            return Outcome::Deferred { words, ambiguous };
        }
        Answer::Reply { code, text } => (code, text),
    };
    let words = if text.is_empty() {
        code.to_string()
    } else {
        format!("{code} {text}")
    };
    match (step, code) {
        (Step::Letter, 200..=299) => Outcome::Sent { words },
        (Step::Opening, _) => Outcome::Halted { words },
        (Step::Sender, 500..=599 | 421) => Outcome::Halted { words },
        (_, 500..=599) if is_policy(&text) => Outcome::Halted { words },
        (_, 500..=599) => Outcome::Refused { words },
        (Step::Letter, 300..=399) => Outcome::Deferred {
            words,
            ambiguous: true,
        },
        _ => Outcome::Deferred {
            words,
            ambiguous: false,
        },
    }
}

/// 5.7.x: we are not authenticated, not authorised, not aligned. Every letter would meet the same answer.
fn is_policy(text: &str) -> bool {
    text.trim_start().starts_with("5.7.")
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn temporary_words_defer() {
        for step in [Step::Sender, Step::Recipient, Step::Data, Step::Letter] {
            assert_eq!(
                judge(step, reply(451, "4.7.1 Greylisted")),
                Outcome::Deferred {
                    words: "451 4.7.1 Greylisted".into(),
                    ambiguous: false
                }
            );
        }
    }

    #[test]
    fn trouble_that_is_not_the_letters_halts_sending() {
        let halted = |step, answer| matches!(judge(step, answer), Outcome::Halted { .. });
        assert!(halted(
            Step::Opening,
            Answer::Broken("connection refused".into())
        ));
        assert!(halted(Step::Opening, reply(535, "5.7.8 Bad credentials")));
        assert!(halted(Step::Opening, reply(421, "too busy")));
        assert!(halted(Step::Sender, reply(553, "5.1.8 not your domain")));
        assert!(halted(Step::Sender, reply(421, "closing")));
        assert!(halted(
            Step::Recipient,
            reply(554, "5.7.1 Relay access denied")
        ));
        assert!(halted(
            Step::Letter,
            reply(550, "5.7.515 Access denied, not aligned")
        ));
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
}
