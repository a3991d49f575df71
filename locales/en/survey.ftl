# What customers read on the pages behind the links of a letter: the survey, thanks, unsubscribing, and
# what is said when a link no longer works. Names of options are the values the form sends.

## The language in its own name, in the page's menu of languages

language-name = English
language-english = English

## Scales: one word per value, the same in the letter and on the page

csat-1 = Very dissatisfied
csat-2 = Dissatisfied
csat-3 = Neutral
csat-4 = Satisfied
csat-5 = Very satisfied

# The ends only: eleven words would help nobody.
nps-0 = Not at all likely
nps-10 = Extremely likely

ces-1 = Strongly disagree
ces-2 = Disagree
ces-3 = Somewhat disagree
ces-4 = Neutral
ces-5 = Somewhat agree
ces-6 = Agree
ces-7 = Strongly agree

fcr-yes = Yes
fcr-partly = Partly
fcr-no = No
fcr-not_applicable = There was nothing to resolve

# What a screen reader says for a value of a scale.
scale-value = { $value } of { $max }
scale-value-word = { $value } of { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = How satisfied were you with the help you received?
question-csat-agent = How satisfied were you with { $agent_first_name }’s help?
question-nps = How likely are you to recommend { $brand } to a friend or colleague?
question-ces = { $brand } made it easy for me to handle my issue.
question-fcr = Was your question resolved?
question-choice = What was the main reason for your rating?
question-text = Is there something we should know?
question-comment = Would you like to tell us more?

## Options of a choice that surveys commonly use; others are shown as the survey spells them

choice-agent = The person who helped me
choice-product = The product
choice-policy = A rule or policy
choice-wait = The waiting time

## The page

survey-title = Your feedback for { $brand }
# What a screen reader calls the menu of languages.
survey-language = Language
survey-optional = (optional)
survey-no-answer = No answer
survey-comment-hint = Up to { $most } characters. Please leave out passwords and card numbers.
survey-send = Send answer
survey-change = Change my answer
survey-chosen = You chose { $value }. Press “{ $button }” to send it, or choose another value.
survey-saved = Your rating { $value } is saved.
survey-saved-word = Your rating { $value }, “{ $word }”, is saved.
survey-saved-more = You can add more below, or simply close this page.
survey-unsaved = Press “{ $button }” to save what you changed.
survey-answered = You answered { $value }. You can change your answer here until { $date }.
survey-privacy = Your answer goes to { $brand } only.
survey-unsubscribe = Do not ask me again
survey-privacy-link = Privacy notice

## Thanks

thanks-title = Thank you
thanks-heading = Thank you for your answer
thanks-body = Your rating { $value } is saved, and { $brand } can see it now.
thanks-change = Change my answer
thanks-close = You can close this page now.
held-heading = Your answer has arrived
held-body = Several different ratings came from this letter within a minute, as mail scanners send them. So this one is kept, but does not count yet. To make it count, please send it once more in a minute.
held-again = Open the survey again

## What the form could not take

error-heading = Please check your answer
error-score-missing = Please choose a rating.
error-score-scale = Please choose a value from { $min } to { $max }.
error-option = Please choose one of the options shown.
# $count chooses the form; $over and $most are the same kind of number, written as the language writes it.
error-text-long = { $count ->
    [one] This text is one character too long: at most { $most } fit.
   *[other] This text is { $over } characters too long: at most { $most } fit.
}

## Links that no longer work

expired-title = This survey has closed
expired-heading = This survey has closed
expired-body = Thank you for opening it. Answers could be given until { $date }, and this link no longer takes any.
unknown-title = We could not find this page
unknown-heading = This link does not lead to a survey
unknown-body = It may have been cut short on its way. Please open the letter again and use one of the links in it.
busy-title = One moment, please
busy-heading = One moment, please
busy-body = This link was opened very often within a minute. Please try again shortly.
failed-title = Something went wrong
failed-heading = Something went wrong on our side
failed-body = Nothing was saved just now. Please go back and try again in a moment.

## Unsubscribing

unsubscribe-title = Stop these questions
unsubscribe-heading = Should { $brand } stop asking you for feedback?
unsubscribe-body = You will then get no more surveys from { $brand } at this address. Other mail, such as replies to your questions, is not affected.
unsubscribe-button = Stop asking me
unsubscribed-title = You are unsubscribed
unsubscribed-heading = We will not ask again
unsubscribed-body = { $brand } will send no more surveys to this address.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = This is about { $address }.
none-stands = Since { $day } you get no surveys at this address.
fewer-stands = Since { $day } you are asked less often: { $often }.
fewer-legend = Or less often
often = { $often ->
    [month] at most once a month
    [quarter] at most once every three months
    [half] at most once every six months
   *[year] at most once a year
}
fewer-button = Ask me less often
again-button = Ask me again
fewer-title = You are asked less often
fewer-heading = We will ask less often
fewer-body = You asked { $brand } for fewer surveys: { $often }.
again-title = You are asked again
again-heading = We may ask you again
again-body = { $brand } may send surveys to this address again.
blocked-bounce = Letters to this address came back, so { $brand } sends no surveys to it. If it works again, please tell { $brand }.
blocked-complaint = Your mail provider told us that one of our letters was marked as spam. { $brand } sends no surveys to this address any more, and that cannot be changed here.
blocked-legal = { $brand } must not send surveys to this address. If that is wrong, please tell { $brand }.
choose-one = Nothing was changed: please choose one of the offers below.
