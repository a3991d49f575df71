### The letter that asks a customer. Names and days are put in by the program; nothing here may contain markup.

letter-greeting = Hello { $name },
letter-greeting-nameless = Hello,

## What the customer is asked about, so that they recognise it.

letter-contact = { $channel ->
    [phone] You spoke with { $who } on the phone on { $day }.
    [chat] You chatted with { $who } on { $day }.
    [email] You were in touch with { $who } by email on { $day }.
    [social] You were in touch with { $who } on social media on { $day }.
    [in_person] You met { $who } on { $day }.
   *[other] You were in touch with { $who } on { $day }.
}
letter-contact-about = { $channel ->
    [phone] You spoke with { $who } on the phone on { $day } about { $product }.
    [chat] You chatted with { $who } on { $day } about { $product }.
    [email] You were in touch with { $who } by email on { $day } about { $product }.
    [social] You were in touch with { $who } on social media on { $day } about { $product }.
    [in_person] You met { $who } on { $day } about { $product }.
   *[other] You were in touch with { $who } on { $day } about { $product }.
}
letter-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = One question about your contact with { $who }. One tap answers it.

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
