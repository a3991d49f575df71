### What customers read on the pages behind the links of a letter, in Dutch.

## The language in its own name

language-name = Nederlands
language-english = Dutch

## Scales: one word per value, the same in the letter and on the page

csat-1 = Zeer ontevreden
csat-2 = Ontevreden
csat-3 = Neutraal
csat-4 = Tevreden
csat-5 = Zeer tevreden
nps-0 = Helemaal niet waarschijnlijk
nps-10 = Uiterst waarschijnlijk
ces-1 = Helemaal oneens
ces-2 = Oneens
ces-3 = Enigszins oneens
ces-4 = Neutraal
ces-5 = Enigszins eens
ces-6 = Eens
ces-7 = Helemaal eens
fcr-yes = Ja
fcr-partly = Gedeeltelijk
fcr-no = Nee
fcr-not_applicable = Er viel niets op te lossen
scale-value = { $value } van { $max }
scale-value-word = { $value } van { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Hoe tevreden bent u over de hulp die u hebt gekregen?
question-csat-agent = Hoe tevreden bent u over de hulp van { $agent_first_name }?
question-nps = Hoe waarschijnlijk is het dat u { $brand } aanbeveelt bij vrienden of collega’s?
question-ces = { $brand } maakte het mij gemakkelijk om mijn probleem op te lossen.
question-fcr = Is uw vraag opgelost?
question-choice = Wat was de belangrijkste reden voor uw beoordeling?
question-text = Is er iets wat we moeten weten?
question-comment = Wilt u ons er meer over vertellen?

## Options of a choice that surveys commonly use

choice-agent = De persoon die mij hielp
choice-product = Het product
choice-policy = Een regel of beleid
choice-wait = De wachttijd

## The page

survey-title = Uw mening voor { $brand }
survey-language = Taal
survey-optional = (optioneel)
survey-no-answer = Geen antwoord
survey-comment-hint = Maximaal { $most } tekens. Vermeld geen wachtwoorden of kaartnummers.
survey-send = Antwoord versturen
survey-change = Antwoord wijzigen
survey-chosen = U hebt { $value } gekozen. Druk op ‘{ $button }’ om het te versturen, of kies een ander cijfer.
survey-saved = Uw beoordeling { $value } is opgeslagen.
survey-saved-word = Uw beoordeling { $value }, ‘{ $word }’, is opgeslagen.
survey-saved-more = U kunt hieronder meer toevoegen of deze pagina gewoon sluiten.
survey-unsaved = Druk op ‘{ $button }’ om uw wijzigingen op te slaan.
survey-answered = U hebt { $value } geantwoord. U kunt uw antwoord hier tot en met { $date } wijzigen.
survey-privacy = Uw antwoord gaat alleen naar { $brand }.
survey-unsubscribe = Vraag mij niet meer
survey-privacy-link = Privacyverklaring

## Thanks

thanks-title = Hartelijk dank
thanks-heading = Hartelijk dank voor uw antwoord
thanks-body = Uw beoordeling { $value } is opgeslagen en nu zichtbaar voor { $brand }.
thanks-change = Antwoord wijzigen
thanks-close = U kunt deze pagina nu sluiten.
held-heading = Uw antwoord is aangekomen
held-body = Vanuit dit bericht kwamen binnen een minuut verschillende beoordelingen binnen, zoals mailscanners die versturen. Dit antwoord is daarom bewaard, maar telt nog niet mee. Stuur het over een minuut nog een keer, dan telt het wel mee.
held-again = Enquête opnieuw openen

## What the form could not take

error-heading = Controleer uw antwoord
error-score-missing = Kies een cijfer.
error-score-scale = Kies een cijfer van { $min } tot en met { $max }.
error-option = Kies een van de getoonde mogelijkheden.
error-text-long = { $count ->
    [one] Deze tekst is één teken te lang: er passen er maximaal { $most }.
   *[other] Deze tekst is { $over } tekens te lang: er passen er maximaal { $most }.
}

## Links that no longer work

expired-title = Deze enquête is gesloten
expired-heading = Deze enquête is gesloten
expired-body = Dank u voor het openen. Antwoorden kon tot en met { $date }; via deze link kan het niet meer.
unknown-title = Pagina niet gevonden
unknown-heading = Deze link leidt niet naar een enquête
unknown-body = Misschien is de link onderweg afgebroken. Open het bericht opnieuw en gebruik een van de links daarin.
busy-title = Een ogenblik geduld
busy-heading = Een ogenblik geduld
busy-body = Deze link is binnen een minuut heel vaak geopend. Probeer het over enkele ogenblikken opnieuw.
failed-title = Er is iets misgegaan
failed-heading = Er is bij ons iets misgegaan
failed-body = Er is zojuist niets opgeslagen. Ga terug en probeer het over enkele ogenblikken opnieuw.

## Unsubscribing

unsubscribe-title = Geen vragen meer
unsubscribe-heading = Wilt u dat { $brand } niet meer naar uw mening vraagt?
unsubscribe-body = U ontvangt dan op dit adres geen enquêtes van { $brand } meer. Andere berichten, zoals antwoorden op uw vragen, blijft u ontvangen.
unsubscribe-button = Vraag mij niet meer
unsubscribed-title = U bent afgemeld
unsubscribed-heading = We vragen het niet meer
unsubscribed-body = { $brand } stuurt geen enquêtes meer naar dit adres.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Het gaat om { $address }.
none-stands = Sinds { $day } ontvangt u op dit adres geen enquêtes.
fewer-stands = Sinds { $day } vragen we minder vaak: { $often }.
fewer-legend = Of minder vaak
often = { $often ->
    [month] hooguit één keer per maand
    [quarter] hooguit één keer per drie maanden
    [half] hooguit één keer per zes maanden
   *[year] hooguit één keer per jaar
}
fewer-button = Vraag mij minder vaak
again-button = Vraag mij weer
fewer-title = U krijgt minder vragen
fewer-heading = We vragen het minder vaak
fewer-body = U hebt { $brand } om minder enquêtes gevraagd: { $often }.
again-title = U krijgt weer vragen
again-heading = We mogen het weer vragen
again-body = { $brand } mag weer enquêtes naar dit adres sturen.
blocked-bounce = Berichten aan dit adres kwamen terug, daarom stuurt { $brand } er geen enquêtes naartoe. Werkt het weer, laat het { $brand } dan weten.
blocked-complaint = Uw mailaanbieder heeft ons gemeld dat een van onze berichten als spam is aangemerkt. { $brand } stuurt geen enquêtes meer naar dit adres en dat kan hier niet worden gewijzigd.
blocked-legal = { $brand } mag geen enquêtes naar dit adres sturen. Klopt dat niet, neem dan contact op met { $brand }.
choose-one = Er is niets gewijzigd: kies een van de mogelijkheden hieronder.
