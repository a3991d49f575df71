### The letter that asks a customer. Names and days are put in by the program; nothing here may contain markup.

letter-greeting = Hello { $name },
letter-greeting-nameless = Hello,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] You spoke with { $agent } on the phone on { $day }.
    [chat] You chatted with { $agent } on { $day }.
    [email] You were in touch with { $agent } by email on { $day }.
    [social] You were in touch with { $agent } on social media on { $day }.
    [in_person] You met { $agent } on { $day }.
   *[other] You were in touch with { $agent } on { $day }.
}
letter-contact-agent-about = { $channel ->
    [phone] You spoke with { $agent } on the phone on { $day } about { $product }.
    [chat] You chatted with { $agent } on { $day } about { $product }.
    [email] You were in touch with { $agent } by email on { $day } about { $product }.
    [social] You were in touch with { $agent } on social media on { $day } about { $product }.
    [in_person] You met { $agent } on { $day } about { $product }.
   *[other] You were in touch with { $agent } on { $day } about { $product }.
}
letter-contact-brand = { $channel ->
    [phone] You spoke with { $brand } on the phone on { $day }.
    [chat] You chatted with { $brand } on { $day }.
    [email] You were in touch with { $brand } by email on { $day }.
    [social] You were in touch with { $brand } on social media on { $day }.
    [in_person] You were in touch with { $brand } in person on { $day }.
   *[other] You were in touch with { $brand } on { $day }.
}
letter-contact-brand-about = { $channel ->
    [phone] You spoke with { $brand } on the phone on { $day } about { $product }.
    [chat] You chatted with { $brand } on { $day } about { $product }.
    [email] You were in touch with { $brand } by email on { $day } about { $product }.
    [social] You were in touch with { $brand } on social media on { $day } about { $product }.
    [in_person] You were in touch with { $brand } in person on { $day } about { $product }.
   *[other] You were in touch with { $brand } on { $day } about { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = You have not told us yet. We remind you this once and not again.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = One question about your contact with { $brand }. One tap answers it.

## The row of ratings.

letter-how = Choose the number that fits. You can add a comment on the page it opens.
letter-how-text = Open the link beside the number that fits. You can add a comment on the page it opens.
letter-until = You can answer until { $day }, and change your answer until then.

## The foot. It cannot be removed.

letter-why = { $brand } sends you this because you were in touch with them on { $day }.
letter-personal = The links are yours alone: please do not forward this letter.
letter-unsubscribe = Unsubscribe
letter-unsubscribe-lead = No more questions like this?
letter-unsubscribe-text = No more questions like this? Unsubscribe: { $link }

## The subject, where the survey brings none of its own.

letter-subject = How did we do, { $name }?
letter-subject-nameless = How did we do?
letter-reminder-subject = Reminder: { $subject }
