### What customers read on the pages behind the links of a letter, in Polish.

## The language in its own name

language-name = Polski
language-english = Polish

## Scales: one word per value, the same in the letter and on the page

csat-1 = Bardzo niezadowolony/a
csat-2 = Niezadowolony/a
csat-3 = Neutralnie
csat-4 = Zadowolony/a
csat-5 = Bardzo zadowolony/a
nps-0 = W ogóle nieprawdopodobne
nps-10 = Niezwykle prawdopodobne
ces-1 = Zdecydowanie się nie zgadzam
ces-2 = Nie zgadzam się
ces-3 = Raczej się nie zgadzam
ces-4 = Neutralnie
ces-5 = Raczej się zgadzam
ces-6 = Zgadzam się
ces-7 = Zdecydowanie się zgadzam
fcr-yes = Tak
fcr-partly = Częściowo
fcr-no = Nie
fcr-not_applicable = Nie było nic do rozwiązania
scale-value = { $value } z { $max }
scale-value-word = { $value } z { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Na ile są Państwo zadowoleni z otrzymanej pomocy?
question-csat-agent = Na ile są Państwo zadowoleni z otrzymanej pomocy (osoba kontaktowa: { $agent_first_name })?
question-nps = Na ile prawdopodobne jest, że polecą Państwo firmę { $brand } znajomym lub współpracownikom?
question-ces = Firma { $brand } ułatwiła mi załatwienie mojej sprawy.
question-fcr = Czy Państwa sprawa została rozwiązana?
question-choice = Jaki był główny powód tej oceny?
question-text = Czy jest coś, o czym powinniśmy wiedzieć?
question-comment = Czy chcieliby Państwo dodać coś więcej?

## Options of a choice that surveys commonly use

choice-agent = Osoba, która mi pomagała
choice-product = Produkt
choice-policy = Zasada lub regulamin
choice-wait = Czas oczekiwania

## The page

survey-title = Państwa opinia dla firmy { $brand }
survey-language = Język
survey-optional = (opcjonalnie)
survey-no-answer = Bez odpowiedzi
survey-comment-hint = Do { $most } znaków. Prosimy nie podawać haseł ani numerów kart.
survey-send = Wyślij odpowiedź
survey-change = Zmień odpowiedź
survey-chosen = Wybrano { $value }. Aby wysłać odpowiedź, prosimy nacisnąć „{ $button }” lub wybrać inną wartość.
survey-saved = Ocena { $value } została zapisana.
survey-saved-word = Ocena { $value }, „{ $word }”, została zapisana.
survey-saved-more = Poniżej można dodać coś więcej albo po prostu zamknąć tę stronę.
survey-unsaved = Aby zapisać zmiany, prosimy nacisnąć „{ $button }”.
survey-answered = Udzielono odpowiedzi { $value }. Do { $date } można ją tutaj zmienić.
survey-privacy = Odpowiedź trafia wyłącznie do firmy { $brand }.
survey-unsubscribe = Proszę więcej nie pytać
survey-privacy-link = Polityka prywatności

## Thanks

thanks-title = Dziękujemy
thanks-heading = Dziękujemy za odpowiedź
thanks-body = Ocena { $value } została zapisana i jest już widoczna dla firmy { $brand }.
thanks-change = Zmień odpowiedź
thanks-close = Można teraz zamknąć tę stronę.
held-heading = Odpowiedź dotarła
held-body = W ciągu minuty z tej wiadomości nadeszło kilka różnych ocen, jak w przypadku skanerów poczty. Dlatego ta odpowiedź została zachowana, ale jeszcze się nie liczy. Aby została uwzględniona, prosimy wysłać ją ponownie za minutę.
held-again = Otwórz ankietę ponownie

## What the form could not take

error-heading = Prosimy sprawdzić odpowiedź
error-score-missing = Prosimy wybrać ocenę.
error-score-scale = Prosimy wybrać wartość od { $min } do { $max }.
error-option = Prosimy wybrać jedną z podanych możliwości.
error-text-long = { $count ->
    [one] Ten tekst jest za długi o jeden znak: limit znaków to { $most }.
    [few] Ten tekst jest za długi o { $over } znaki: limit znaków to { $most }.
    [many] Ten tekst jest za długi o { $over } znaków: limit znaków to { $most }.
   *[other] Ten tekst jest za długi o { $over } znaku: limit znaków to { $most }.
}

## Links that no longer work

expired-title = Ta ankieta jest zamknięta
expired-heading = Ta ankieta jest zamknięta
expired-body = Dziękujemy za zainteresowanie. Odpowiedzi można było udzielać do { $date }; ten link już ich nie przyjmuje.
unknown-title = Nie znaleziono strony
unknown-heading = Ten link nie prowadzi do żadnej ankiety
unknown-body = Być może został po drodze skrócony. Prosimy ponownie otworzyć wiadomość i użyć jednego z jej linków.
busy-title = Chwileczkę
busy-heading = Chwileczkę
busy-body = Ten link otwarto bardzo wiele razy w ciągu minuty. Prosimy spróbować ponownie za chwilę.
failed-title = Coś poszło nie tak
failed-heading = Coś poszło nie tak po naszej stronie
failed-body = Nic nie zostało teraz zapisane. Prosimy wrócić i spróbować ponownie za chwilę.

## Unsubscribing

unsubscribe-title = Rezygnacja z ankiet
unsubscribe-heading = Czy firma { $brand } ma więcej nie prosić Państwa o opinię?
unsubscribe-body = Wtedy na ten adres nie będą już wysyłane ankiety firmy { $brand }. Nie dotyczy to innych wiadomości, na przykład odpowiedzi na Państwa pytania.
unsubscribe-button = Proszę więcej nie pytać
unsubscribed-title = Rezygnacja przyjęta
unsubscribed-heading = Nie będziemy więcej pytać
unsubscribed-body = Firma { $brand } nie wyśle już ankiet na ten adres.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Dotyczy adresu { $address }.
none-stands = Od dnia { $day } nie wysyłamy ankiet na ten adres.
fewer-stands = Od dnia { $day } pytamy rzadziej: { $often }.
fewer-legend = Albo rzadziej
often = { $often ->
    [month] najwyżej raz w miesiącu
    [quarter] najwyżej raz na trzy miesiące
    [half] najwyżej raz na sześć miesięcy
   *[year] najwyżej raz w roku
}
fewer-button = Proszę pytać rzadziej
again-button = Proszę znowu pytać
fewer-title = Będziemy pytać rzadziej
fewer-heading = Będziemy pytać rzadziej
fewer-body = Poproszono firmę { $brand } o mniej ankiet: { $often }.
again-title = Będziemy znowu pytać
again-heading = Możemy znowu pytać
again-body = Firma { $brand } może znowu wysyłać ankiety na ten adres.
blocked-bounce = Wiadomości na ten adres wracały, dlatego firma { $brand } nie wysyła na niego ankiet. Jeśli adres znowu działa, prosimy powiadomić firmę { $brand }.
blocked-complaint = Dostawca poczty zgłosił nam, że jedna z naszych wiadomości została oznaczona jako spam. Firma { $brand } nie wysyła już ankiet na ten adres i nie można tego tutaj zmienić.
blocked-legal = Firma { $brand } nie może wysyłać ankiet na ten adres. Jeśli to pomyłka, prosimy o kontakt z firmą { $brand }.
choose-one = Nic nie zmieniono: prosimy wybrać jedną z poniższych możliwości.
