### The letter that asks a customer, in German.

letter-greeting = Guten Tag { $name },
letter-greeting-nameless = Guten Tag,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] Sie haben am { $day } mit { $agent } telefoniert.
    [chat] Sie haben am { $day } mit { $agent } gechattet.
    [email] Sie waren am { $day } per E-Mail mit { $agent } in Kontakt.
    [social] Sie waren am { $day } über soziale Medien mit { $agent } in Kontakt.
    [in_person] Sie haben am { $day } persönlich mit { $agent } gesprochen.
   *[other] Sie waren am { $day } mit { $agent } in Kontakt.
}
letter-contact-agent-about = { $channel ->
    [phone] Sie haben am { $day } mit { $agent } telefoniert. Es ging um { $product }.
    [chat] Sie haben am { $day } mit { $agent } gechattet. Es ging um { $product }.
    [email] Sie waren am { $day } per E-Mail mit { $agent } in Kontakt. Es ging um { $product }.
    [social] Sie waren am { $day } über soziale Medien mit { $agent } in Kontakt. Es ging um { $product }.
    [in_person] Sie haben am { $day } persönlich mit { $agent } gesprochen. Es ging um { $product }.
   *[other] Sie waren am { $day } mit { $agent } in Kontakt. Es ging um { $product }.
}
letter-contact-brand = { $channel ->
    [phone] Sie haben am { $day } mit { $brand } telefoniert.
    [chat] Sie haben am { $day } mit { $brand } gechattet.
    [email] Sie waren am { $day } per E-Mail mit { $brand } in Kontakt.
    [social] Sie waren am { $day } über soziale Medien mit { $brand } in Kontakt.
    [in_person] Sie waren am { $day } persönlich mit { $brand } in Kontakt.
   *[other] Sie waren am { $day } mit { $brand } in Kontakt.
}
letter-contact-brand-about = { $channel ->
    [phone] Sie haben am { $day } mit { $brand } telefoniert. Es ging um { $product }.
    [chat] Sie haben am { $day } mit { $brand } gechattet. Es ging um { $product }.
    [email] Sie waren am { $day } per E-Mail mit { $brand } in Kontakt. Es ging um { $product }.
    [social] Sie waren am { $day } über soziale Medien mit { $brand } in Kontakt. Es ging um { $product }.
    [in_person] Sie waren am { $day } persönlich mit { $brand } in Kontakt. Es ging um { $product }.
   *[other] Sie waren am { $day } mit { $brand } in Kontakt. Es ging um { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Ihre Antwort fehlt uns noch. Wir erinnern Sie nur dieses eine Mal.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Eine Frage zu Ihrem Kontakt mit { $brand }. Ein Tippen genügt.

## The row of ratings.

letter-how = Wählen Sie die Zahl, die am besten passt. Auf der Seite, die sich dann öffnet, können Sie noch etwas dazu schreiben.
letter-how-text = Öffnen Sie den Link neben der Zahl, die am besten passt. Auf der Seite, die sich dann öffnet, können Sie noch etwas dazu schreiben.
letter-until = Sie können bis zum { $day } antworten und Ihre Antwort bis dahin ändern.

## The foot. It cannot be removed.

letter-why = { $brand } sendet Ihnen diese Nachricht, weil Sie am { $day } mit uns in Kontakt waren.
letter-personal = Die Links sind nur für Sie bestimmt. Bitte leiten Sie diese Nachricht nicht weiter.
letter-unsubscribe = Abmelden
letter-unsubscribe-lead = Möchten Sie keine solchen Fragen mehr erhalten?
letter-unsubscribe-text = Möchten Sie keine solchen Fragen mehr erhalten? Hier abmelden: { $link }

## The subject, where the survey brings none of its own.

letter-subject = Wie zufrieden sind Sie mit uns, { $name }?
letter-subject-nameless = Wie zufrieden sind Sie mit uns?
letter-reminder-subject = Erinnerung: { $subject }
