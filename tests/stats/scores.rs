//! The cases of single scores: the metrics, the response rate, and the difference of two scores.

use afterword::domain::scores::compare::difference;
use afterword::domain::scores::distribution::Score;
use afterword::domain::scores::metric::{FCR_NO, FCR_PARTLY, FCR_YES, Formula, Metric};
use afterword::domain::scores::response_rate::Funnel;
use serde_json::{Value, json};

use super::input::{MetricOf, count, counts, high, histogram, level, low, numbers, text_of, value};

pub fn csat(input: &Value, params: &Value) -> Value {
    let (scale, positive) = (numbers(&params["scale"]), numbers(&params["positive"]));
    let (scale, positive, level) = (&scale, &positive, level(params));
    let answers = histogram(input);
    let (top, mean) = (Formula::Share { positive }, Formula::Mean { scale });
    let (around_top, around_mean) = (
        top.interval(&answers, level),
        mean.interval(&answers, level),
    );
    json!({
        "n": answers.total(), "positive": answers.count_of(positive),
        "score": value(top.score(&answers)), "ci_low": low(around_top), "ci_high": high(around_top),
        "mean": value(mean.score(&answers)),
        "mean_ci_low": low(around_mean), "mean_ci_high": high(around_mean),
    })
}

pub fn nps(input: &Value, params: &Value) -> Value {
    let answers = histogram(input);
    let formula = Metric::Nps.formula();
    let around = formula.interval(&answers, level(params));
    let (promoters, detractors) = (
        answers.count_of(&[9, 10]),
        answers.count_of(&[0, 1, 2, 3, 4, 5, 6]),
    );
    json!({
        "n": answers.total(), "promoters": promoters, "passives": answers.count_of(&[7, 8]),
        "detractors": detractors, "score": value(formula.score(&answers)),
        "score_rounded": formula.score(&answers).map(Score::rounded),
        "ci_low": low(around), "ci_high": high(around),
    })
}

pub fn ces(input: &Value, params: &Value) -> Value {
    let [scale, positive, negative] =
        ["scale", "positive", "negative"].map(|name| numbers(&params[name]));
    let (scale, positive, negative) = (&scale, &positive, &negative);
    let answers = histogram(input);
    let (easy, mean) = (Formula::Share { positive }, Formula::Mean { scale });
    let net = Formula::Net {
        above: positive,
        below: negative,
    };
    let around = [easy, mean, net].map(|formula| formula.interval(&answers, level(params)));
    json!({
        "n": answers.total(),
        "positive_share": value(easy.score(&answers)),
        "ci_low": low(around[0]), "ci_high": high(around[0]),
        "mean": value(mean.score(&answers)),
        "mean_ci_low": low(around[1]), "mean_ci_high": high(around[1]),
        "net_easy": value(net.score(&answers)),
        "net_easy_ci_low": low(around[2]), "net_easy_ci_high": high(around[2]),
    })
}

pub fn fcr(input: &Value, params: &Value) -> Value {
    let count = |field: &str| count(&input[field]);
    let answers = match text_of(&input["type"]) {
        "survey" => Metric::Fcr.distribution([
            (FCR_YES, count("resolved")),
            (FCR_PARTLY, count("partly")),
            (FCR_NO, count("not_resolved")),
            (-1, count("not_applicable")),
        ]),
        "repeat_contact" => {
            let again = count("repeat_within_window");
            Metric::Fcr.distribution([(FCR_YES, count("contacts") - again), (FCR_NO, again)])
        }
        other => panic!("unknown type of FCR {other}"),
    };
    let formula = Metric::Fcr.formula();
    let around = formula.interval(&answers, level(params));
    json!({
        "n": answers.total(), "score": value(formula.score(&answers)),
        "ci_low": low(around), "ci_high": high(around),
    })
}

pub fn response_rate(input: &Value, params: &Value) -> Value {
    let count = |field: &str| count(&input[field]);
    let rates = Funnel {
        eligible: count("eligible"),
        sent: count("sent"),
        delivered: count("delivered"),
        partial: count("partial"),
        completed: count("completed"),
    }
    .rates(level(params));
    json!({
        "responses": rates.responses, "response_rate": rates.response_rate,
        "ci_low": low(rates.interval), "ci_high": high(rates.interval),
        "response_rate_sent": rates.response_rate_sent,
        "response_rate_eligible": rates.response_rate_eligible,
        "survey_coverage": rates.survey_coverage, "delivery_rate": rates.delivery_rate,
        "completion_rate": rates.completion_rate,
    })
}

pub fn compared(input: &Value, params: &Value) -> Value {
    let (metric, level) = (MetricOf::read(params), level(params));
    let (a, b) = (counts(&input["a"]), counts(&input["b"]));
    let difference = difference(metric.formula(), &a, &b, level);
    json!({
        "a_score": difference.a_score, "b_score": difference.b_score,
        "difference": difference.difference,
        "ci_low": low(difference.interval), "ci_high": high(difference.interval),
        "significant": difference.significant,
    })
}
