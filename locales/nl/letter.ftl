### The letter that asks a customer, in Dutch.

letter-greeting = Beste { $name },
letter-greeting-nameless = Goedendag,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] U hebt op { $day } telefonisch gesproken met { $agent }.
    [chat] U hebt op { $day } gechat met { $agent }.
    [email] U hebt op { $day } per e-mail contact gehad met { $agent }.
    [social] U hebt op { $day } via sociale media contact gehad met { $agent }.
    [in_person] U hebt op { $day } persoonlijk gesproken met { $agent }.
   *[other] U hebt op { $day } contact gehad met { $agent }.
}
letter-contact-agent-about = { $channel ->
    [phone] U hebt op { $day } telefonisch gesproken met { $agent } over { $product }.
    [chat] U hebt op { $day } gechat met { $agent } over { $product }.
    [email] U hebt op { $day } per e-mail contact gehad met { $agent } over { $product }.
    [social] U hebt op { $day } via sociale media contact gehad met { $agent } over { $product }.
    [in_person] U hebt op { $day } persoonlijk gesproken met { $agent } over { $product }.
   *[other] U hebt op { $day } contact gehad met { $agent } over { $product }.
}
letter-contact-brand = { $channel ->
    [phone] U hebt op { $day } telefonisch gesproken met { $brand }.
    [chat] U hebt op { $day } gechat met { $brand }.
    [email] U hebt op { $day } per e-mail contact gehad met { $brand }.
    [social] U hebt op { $day } via sociale media contact gehad met { $brand }.
    [in_person] U hebt op { $day } persoonlijk contact gehad met { $brand }.
   *[other] U hebt op { $day } contact gehad met { $brand }.
}
letter-contact-brand-about = { $channel ->
    [phone] U hebt op { $day } telefonisch gesproken met { $brand } over { $product }.
    [chat] U hebt op { $day } gechat met { $brand } over { $product }.
    [email] U hebt op { $day } per e-mail contact gehad met { $brand } over { $product }.
    [social] U hebt op { $day } via sociale media contact gehad met { $brand } over { $product }.
    [in_person] U hebt op { $day } persoonlijk contact gehad met { $brand } over { $product }.
   *[other] U hebt op { $day } contact gehad met { $brand } over { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = We hebben uw antwoord nog niet. We herinneren u hier maar één keer aan.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Eén vraag over uw contact met { $brand }. Met één tik hebt u geantwoord.

## The row of ratings.

letter-how = Kies het cijfer dat het beste past. Op de pagina die dan opent, kunt u een toelichting geven.
letter-how-text = Open de link bij het cijfer dat het beste past. Op de pagina die dan opent, kunt u een toelichting geven.
letter-until = U kunt tot en met { $day } antwoorden en uw antwoord tot dan wijzigen.

## The foot. It cannot be removed.

letter-why = U ontvangt dit bericht van { $brand } omdat u op { $day } contact met ons hebt gehad.
letter-personal = De links zijn alleen voor u bestemd. Stuur dit bericht daarom niet door.
letter-unsubscribe = Afmelden
letter-unsubscribe-lead = Wilt u dit soort vragen niet meer ontvangen?
letter-unsubscribe-text = Wilt u dit soort vragen niet meer ontvangen? Meld u hier af: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, hoe tevreden bent u over onze hulp?
letter-subject-nameless = Hoe tevreden bent u over onze hulp?
letter-reminder-subject = Herinnering: { $subject }
