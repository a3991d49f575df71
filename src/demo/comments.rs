//! What customers of the demo write, fitting what they rate. Read by `reaction`.

use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

use super::contact::{Experience, Trouble};
use crate::domain::surveys::{question::Kind, wording::first_name};

/// Remarks for a low, a middling and a high rating.
struct Remarks {
    low: &'static [&'static str],
    middling: &'static [&'static str],
    high: &'static [&'static str],
}

const ENGLISH: Remarks = Remarks {
    low: &[
        "Forty minutes in the queue, and then I was cut off.",
        "Nobody could tell me what happens next. I have explained this four times now.",
        "I was promised a call back by {agent}. That was last week.",
        "Very disappointing. I am looking at other providers.",
        "{agent} read from a script and did not listen.",
        "Passed from one department to the next, and my problem is still there.",
        "This is the third time I contact you about the same thing.",
        "I felt like a nuisance.",
        "Still not solved. Still waiting. Still paying.",
        "Rude. There is no other word for it.",
        "I was told the opposite of what I was told on Monday.",
        "The ticket was closed without anything having been done.",
    ],
    middling: &[
        "Friendly enough, but it took two attempts.",
        "It works now. I would have liked to know why it did not before.",
        "{agent} did their best, the system was slow.",
        "Okay in the end, though the wait was long.",
        "Half of my question was answered.",
        "Fine. Nothing special.",
        "Good advice, but I had to find the form myself.",
        "Solved for now; let us see how long it lasts.",
    ],
    high: &[
        "{agent} was brilliant, thank you!",
        "Quick, clear and kind. More of this please.",
        "Sorted in five minutes. I had set aside the whole afternoon.",
        "{agent} stayed on the line until everything worked. Wonderful.",
        "Best support I have had in years 👍",
        "Very patient with somebody who is not good with computers.",
        "Called back exactly when promised.",
        "I was really annoyed, and {agent} turned that around.",
        "Explained so that I understood it. Thank you {agent}.",
        "No waiting, no fuss, problem gone.",
        "Please pass on my thanks to {agent}.",
        "Honest answer, fair solution.",
        "Super friendly!",
        "Great service as always.",
    ],
};

const GERMAN: Remarks = Remarks {
    low: &[
        "Eine halbe Stunde in der Warteschleife und dann aufgelegt.",
        "Das Problem besteht weiterhin. Niemand fühlt sich zuständig.",
        "{agent} hat mir leider überhaupt nicht zugehört.",
        "Zum dritten Mal dasselbe Anliegen, zum dritten Mal keine Lösung.",
        "Der versprochene Rückruf kam nie.",
    ],
    middling: &[
        "Freundlich, aber es hat lange gedauert.",
        "Im Grunde in Ordnung, nur die Wartezeit war zu lang.",
        "Teilweise gelöst, auf den Rest warte ich noch.",
    ],
    high: &[
        "Schnell, freundlich, kompetent. Vielen Dank!",
        "{agent} hat mir sofort weitergeholfen, großes Lob.",
        "Endlich jemand, der sich auskennt.",
        "Alles bestens, gerne wieder.",
        "Sehr geduldig erklärt. Danke, {agent}!",
    ],
};

const SPANISH: Remarks = Remarks {
    low: &[
        "Llevo dos semanas esperando y nadie me da una solución.",
        "Me pasaron de un departamento a otro. Muy mal.",
        "Nadie me devolvió la llamada.",
    ],
    middling: &["Correcto, pero tardaron bastante.", "Se resolvió a medias."],
    high: &[
        "¡Muchísimas gracias, {agent}!",
        "Rápido y muy amable. Da gusto.",
        "Atención excelente, todo resuelto en una llamada.",
    ],
};

const ARABIC: Remarks = Remarks {
    low: &[
        "انتظرت طويلاً ولم تُحل المشكلة.",
        "لم يتصل بي أحد كما وعدتم.",
        "خدمة سيئة للغاية.",
    ],
    middling: &["الخدمة مقبولة لكن الانتظار طويل.", "حُلّت المشكلة جزئياً."],
    high: &[
        "شكراً جزيلاً، خدمة ممتازة!",
        "تعامل لطيف وسريع.",
        "تم حل المشكلة بسرعة، شكراً {agent}.",
    ],
};

/// What only fits one touchpoint, in English.
const AT: [(&str, Remarks); 5] = [
    (
        "technical-support",
        Remarks {
            low: &[
                "Reset the router, reset the router, reset the router. It is not the router.",
                "The technician did not come. Again.",
                "My {product} has been failing since the update and you say it is my fault.",
            ],
            middling: &["The {product} works again, but slower than before."],
            high: &[
                "Remote fix while I was making tea. The {product} runs like new.",
                "{agent} found in two minutes what others missed for weeks.",
            ],
        },
    ),
    (
        "billing",
        Remarks {
            low: &[
                "Charged twice and nobody will admit it.",
                "My bill went up and the explanation changes with every call.",
                "The refund was promised in March.",
            ],
            middling: &["I understand the bill now. I still think it is too high."],
            high: &[
                "The wrong charge was gone the same day.",
                "{agent} went through the whole bill with me line by line.",
            ],
        },
    ),
    (
        "onboarding",
        Remarks {
            low: &["Three weeks from order to first use. My neighbour warned me."],
            middling: &["The {product} is good, the start was bumpy."],
            high: &[
                "Plugged it in and it worked. I have told my whole street.",
                "The welcome call was a nice touch.",
            ],
        },
    ),
    (
        "delivery",
        Remarks {
            low: &[
                "I had to take a day off twice because nobody came.",
                "The parcel went to the wrong address and I had to fetch it.",
            ],
            middling: &["It came, a day late."],
            high: &[
                "Changed the day with one tap, the driver was on time.",
                "Easy from start to finish.",
            ],
        },
    ),
    (
        "cancellation",
        Remarks {
            low: &[
                "Six pages and two calls to cancel. You should be ashamed.",
                "I only wanted to cancel, not to be sold something.",
            ],
            middling: &["Got there in the end, after being asked three times if I was sure."],
            high: &[
                "Sad to leave, but {agent} made it painless.",
                "Cancelled in a minute, no tricks.",
            ],
        },
    ),
];

/// What is written while a product fails.
const FAILING: [&str; 7] = [
    "No internet for three days. I work from home!",
    "The line drops every ten minutes since last week.",
    "Your status page says all is well. It is not.",
    "Outage again. When does this end?",
    "{agent} was kind, but kind does not bring my connection back.",
    "The whole street is offline and support knows nothing.",
    "I pay for fibre and get less than dial-up.",
];

/// What is written about a wrong bill.
const WRONG_BILL: [&str; 7] = [
    "My bill is wrong for the second month and nobody corrects it.",
    "Charged twice for the same {product} contract. Where is my refund?",
    "The new billing system invoices options I never ordered.",
    "I was billed for a phone I sent back in spring.",
    "{agent} agrees that the invoice is wrong and still cannot change it.",
    "My {product} bill doubled overnight. I want my money back.",
    "Waited forty minutes to be told that billing is looking into it.",
];

/// A remark in the customer's language that fits the score.
pub fn fitting(rng: &mut StdRng, experience: &Experience, metric: Kind, score: i16) -> String {
    let (middling, high) = match metric {
        Kind::Nps => (7, 9),
        Kind::Ces => (4, 6),
        _ => (3, 4),
    };
    let of = |remarks: &Remarks| match score {
        score if score >= high => remarks.high,
        score if score >= middling => remarks.middling,
        _ => remarks.low,
    };
    let own_words = rng.random_bool(0.85);
    let here = AT.iter().find(|(at, _)| *at == experience.touchpoint.slug);
    let remarks = match experience.locale.get(..2) {
        Some("de") if own_words => of(&GERMAN),
        Some("es") if own_words => of(&SPANISH),
        Some("ar") if own_words => of(&ARABIC),
        _ if score < middling && experience.trouble == Some(Trouble::Outage) => &FAILING[..],
        _ if score < middling && experience.trouble == Some(Trouble::Bill) => &WRONG_BILL[..],
        _ => match here {
            Some((_, remarks)) if rng.random_bool(0.4) => of(remarks),
            _ => of(&ENGLISH),
        },
    };
    let agent = first_name(experience.agent.name).unwrap_or(experience.agent.name);
    let remark = remarks.choose(rng).copied().unwrap_or_default();
    remark
        .replace("{agent}", agent)
        .replace("{product}", &experience.product.replace('-', " "))
}
