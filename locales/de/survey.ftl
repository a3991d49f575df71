### What customers read on the pages behind the links of a letter, in German.

## The language in its own name

language-name = Deutsch
language-english = German

## Scales: one word per value, the same in the letter and on the page

csat-1 = Sehr unzufrieden
csat-2 = Unzufrieden
csat-3 = Neutral
csat-4 = Zufrieden
csat-5 = Sehr zufrieden
nps-0 = Überhaupt nicht wahrscheinlich
nps-10 = Äußerst wahrscheinlich
ces-1 = Stimme überhaupt nicht zu
ces-2 = Stimme nicht zu
ces-3 = Stimme eher nicht zu
ces-4 = Neutral
ces-5 = Stimme eher zu
ces-6 = Stimme zu
ces-7 = Stimme voll und ganz zu
fcr-yes = Ja
fcr-partly = Teilweise
fcr-no = Nein
fcr-not_applicable = Es gab nichts zu lösen
scale-value = { $value } von { $max }
scale-value-word = { $value } von { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Wie zufrieden waren Sie mit der Unterstützung, die Sie erhalten haben?
question-csat-agent = Wie zufrieden waren Sie mit der Unterstützung durch { $agent_first_name }?
question-nps = Wie wahrscheinlich ist es, dass Sie { $brand } in Ihrem Freundes- oder Kollegenkreis weiterempfehlen?
question-ces = { $brand } hat es mir leicht gemacht, mein Anliegen zu klären.
question-fcr = Wurde Ihr Anliegen gelöst?
question-choice = Was war der wichtigste Grund für Ihre Bewertung?
question-text = Gibt es etwas, das wir wissen sollten?
question-comment = Möchten Sie uns mehr dazu sagen?

## Options of a choice that surveys commonly use

choice-agent = Die Person, die mir geholfen hat
choice-product = Das Produkt
choice-policy = Eine Regel oder Vorgabe
choice-wait = Die Wartezeit

## The page

survey-title = Ihre Rückmeldung an { $brand }
survey-language = Sprache
survey-optional = (freiwillig)
survey-no-answer = Keine Angabe
survey-comment-hint = Bis zu { $most } Zeichen. Bitte geben Sie keine Passwörter oder Kartennummern an.
survey-send = Antwort senden
survey-change = Antwort ändern
survey-chosen = Sie haben { $value } gewählt. Drücken Sie „{ $button }“, um die Antwort abzuschicken, oder wählen Sie einen anderen Wert.
survey-saved = Ihre Bewertung { $value } ist gespeichert.
survey-saved-word = Ihre Bewertung { $value }, „{ $word }“, ist gespeichert.
survey-saved-more = Sie können unten noch etwas ergänzen oder diese Seite einfach schließen.
survey-unsaved = Drücken Sie „{ $button }“, um Ihre Änderungen zu speichern.
survey-answered = Sie haben mit { $value } geantwortet. Bis zum { $date } können Sie Ihre Antwort hier ändern.
survey-privacy = Ihre Antwort geht nur an { $brand }.
survey-unsubscribe = Bitte nicht mehr fragen
survey-privacy-link = Datenschutzhinweise

## Thanks

thanks-title = Vielen Dank
thanks-heading = Vielen Dank für Ihre Antwort
thanks-body = Ihre Bewertung { $value } ist gespeichert und für { $brand } jetzt sichtbar.
thanks-change = Antwort ändern
thanks-close = Sie können diese Seite nun schließen.
held-heading = Ihre Antwort ist angekommen
held-body = Aus dieser Nachricht kamen innerhalb einer Minute mehrere unterschiedliche Bewertungen, wie Mailscanner sie auslösen. Diese Antwort ist deshalb gespeichert, zählt aber noch nicht. Damit sie zählt, senden Sie sie bitte in einer Minute noch einmal.
held-again = Umfrage noch einmal öffnen

## What the form could not take

error-heading = Bitte prüfen Sie Ihre Antwort
error-score-missing = Bitte wählen Sie eine Bewertung.
error-score-scale = Bitte wählen Sie einen Wert von { $min } bis { $max }.
error-option = Bitte wählen Sie eine der angezeigten Möglichkeiten.
error-text-long = { $count ->
    [one] Dieser Text ist um ein Zeichen zu lang: Höchstens { $most } sind möglich.
   *[other] Dieser Text ist um { $over } Zeichen zu lang: Höchstens { $most } sind möglich.
}

## Links that no longer work

expired-title = Diese Umfrage ist beendet
expired-heading = Diese Umfrage ist beendet
expired-body = Vielen Dank für Ihr Interesse. Antworten waren bis zum { $date } möglich; über diesen Link werden keine mehr angenommen.
unknown-title = Diese Seite wurde nicht gefunden
unknown-heading = Dieser Link führt zu keiner Umfrage
unknown-body = Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie die Nachricht noch einmal und benutzen Sie einen der Links darin.
busy-title = Einen Moment, bitte
busy-heading = Einen Moment, bitte
busy-body = Dieser Link wurde innerhalb einer Minute sehr oft geöffnet. Bitte versuchen Sie es gleich noch einmal.
failed-title = Etwas ist schiefgegangen
failed-heading = Bei uns ist etwas schiefgegangen
failed-body = Es wurde eben nichts gespeichert. Bitte gehen Sie zurück und versuchen Sie es gleich noch einmal.

## Unsubscribing

unsubscribe-title = Keine Fragen mehr
unsubscribe-heading = Soll { $brand } Sie nicht mehr um Rückmeldung bitten?
unsubscribe-body = Sie erhalten dann unter dieser Adresse keine Umfragen von { $brand } mehr. Andere Nachrichten, etwa Antworten auf Ihre Fragen, sind davon nicht betroffen.
unsubscribe-button = Nicht mehr fragen
unsubscribed-title = Sie sind abgemeldet
unsubscribed-heading = Wir fragen nicht mehr
unsubscribed-body = { $brand } sendet keine Umfragen mehr an diese Adresse.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Es geht um { $address }.
none-stands = Seit dem { $day } erhalten Sie unter dieser Adresse keine Umfragen.
fewer-stands = Seit dem { $day } fragen wir Sie seltener: { $often }.
fewer-legend = Oder seltener
often = { $often ->
    [month] höchstens einmal im Monat
    [quarter] höchstens alle drei Monate
    [half] höchstens alle sechs Monate
   *[year] höchstens einmal im Jahr
}
fewer-button = Seltener fragen
again-button = Wieder fragen
fewer-title = Sie werden seltener gefragt
fewer-heading = Wir fragen seltener
fewer-body = Sie möchten von { $brand } weniger Umfragen erhalten: { $often }.
again-title = Sie werden wieder gefragt
again-heading = Wir dürfen Sie wieder fragen
again-body = { $brand } darf wieder Umfragen an diese Adresse senden.
blocked-bounce = Nachrichten an diese Adresse kamen zurück, daher sendet { $brand } keine Umfragen dorthin. Wenn sie wieder funktioniert, teilen Sie es { $brand } bitte mit.
blocked-complaint = Ihr E-Mail-Anbieter hat uns gemeldet, dass eine unserer Nachrichten als Spam markiert wurde. { $brand } sendet keine Umfragen mehr an diese Adresse; das lässt sich hier nicht ändern.
blocked-legal = { $brand } darf keine Umfragen an diese Adresse senden. Wenn das nicht stimmt, wenden Sie sich bitte an { $brand }.
choose-one = Es wurde nichts geändert: Bitte wählen Sie eines der folgenden Angebote.
