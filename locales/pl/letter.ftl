### The letter that asks a customer, in Polish.

letter-greeting = Dzień dobry, { $name },
letter-greeting-nameless = Dzień dobry,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] W dniu { $day } rozmawiali Państwo z nami przez telefon. Osoba kontaktowa: { $agent }.
    [chat] W dniu { $day } rozmawiali Państwo z nami na czacie. Osoba kontaktowa: { $agent }.
    [email] W dniu { $day } kontaktowali się Państwo z nami e-mailem. Osoba kontaktowa: { $agent }.
    [social] W dniu { $day } kontaktowali się Państwo z nami w mediach społecznościowych. Osoba kontaktowa: { $agent }.
    [in_person] W dniu { $day } rozmawiali Państwo z nami osobiście. Osoba kontaktowa: { $agent }.
   *[other] W dniu { $day } kontaktowali się Państwo z nami. Osoba kontaktowa: { $agent }.
}
letter-contact-agent-about = { $channel ->
    [phone] W dniu { $day } rozmawiali Państwo z nami przez telefon. Osoba kontaktowa: { $agent }. Temat: { $product }.
    [chat] W dniu { $day } rozmawiali Państwo z nami na czacie. Osoba kontaktowa: { $agent }. Temat: { $product }.
    [email] W dniu { $day } kontaktowali się Państwo z nami e-mailem. Osoba kontaktowa: { $agent }. Temat: { $product }.
    [social] W dniu { $day } kontaktowali się Państwo z nami w mediach społecznościowych. Osoba kontaktowa: { $agent }. Temat: { $product }.
    [in_person] W dniu { $day } rozmawiali Państwo z nami osobiście. Osoba kontaktowa: { $agent }. Temat: { $product }.
   *[other] W dniu { $day } kontaktowali się Państwo z nami. Osoba kontaktowa: { $agent }. Temat: { $product }.
}
letter-contact-brand = { $channel ->
    [phone] W dniu { $day } rozmawiali Państwo przez telefon z firmą { $brand }.
    [chat] W dniu { $day } rozmawiali Państwo na czacie z firmą { $brand }.
    [email] W dniu { $day } kontaktowali się Państwo e-mailem z firmą { $brand }.
    [social] W dniu { $day } kontaktowali się Państwo w mediach społecznościowych z firmą { $brand }.
    [in_person] W dniu { $day } kontaktowali się Państwo osobiście z firmą { $brand }.
   *[other] W dniu { $day } kontaktowali się Państwo z firmą { $brand }.
}
letter-contact-brand-about = { $channel ->
    [phone] W dniu { $day } rozmawiali Państwo przez telefon z firmą { $brand }. Temat: { $product }.
    [chat] W dniu { $day } rozmawiali Państwo na czacie z firmą { $brand }. Temat: { $product }.
    [email] W dniu { $day } kontaktowali się Państwo e-mailem z firmą { $brand }. Temat: { $product }.
    [social] W dniu { $day } kontaktowali się Państwo w mediach społecznościowych z firmą { $brand }. Temat: { $product }.
    [in_person] W dniu { $day } kontaktowali się Państwo osobiście z firmą { $brand }. Temat: { $product }.
   *[other] W dniu { $day } kontaktowali się Państwo z firmą { $brand }. Temat: { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Nie mamy jeszcze Państwa odpowiedzi. Przypominamy tylko ten jeden raz.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Jedno pytanie o Państwa kontakt z firmą { $brand }. Wystarczy jedno dotknięcie.

## The row of ratings.

letter-how = Prosimy wybrać liczbę, która najlepiej oddaje Państwa opinię. Na stronie, która się otworzy, można dodać komentarz.
letter-how-text = Prosimy otworzyć link przy liczbie, która najlepiej oddaje Państwa opinię. Na stronie, która się otworzy, można dodać komentarz.
letter-until = Odpowiedzi można udzielić do { $day } i do tego dnia można ją zmienić.

## The foot. It cannot be removed.

letter-why = Wiadomość od firmy { $brand } w związku z Państwa kontaktem w dniu { $day }.
letter-personal = Linki są przeznaczone wyłącznie dla Państwa. Prosimy nie przekazywać tej wiadomości dalej.
letter-unsubscribe = Rezygnacja z ankiet
letter-unsubscribe-lead = Nie chcą Państwo otrzymywać takich pytań?
letter-unsubscribe-text = Nie chcą Państwo otrzymywać takich pytań? Rezygnacja z ankiet: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, jak oceniają Państwo naszą pomoc?
letter-subject-nameless = Jak oceniają Państwo naszą pomoc?
letter-reminder-subject = Przypomnienie: { $subject }
