### The letter that asks a customer, in French.

letter-greeting = Bonjour { $name },
letter-greeting-nameless = Bonjour,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] Vous avez échangé par téléphone avec { $agent } le { $day }.
    [chat] Vous avez échangé par chat avec { $agent } le { $day }.
    [email] Vous avez échangé par e-mail avec { $agent } le { $day }.
    [social] Vous avez échangé avec { $agent } sur les réseaux sociaux le { $day }.
    [in_person] Vous avez rencontré { $agent } le { $day }.
   *[other] Vous avez échangé avec { $agent } le { $day }.
}
letter-contact-agent-about = { $channel ->
    [phone] Vous avez échangé par téléphone avec { $agent } le { $day } concernant { $product }.
    [chat] Vous avez échangé par chat avec { $agent } le { $day } concernant { $product }.
    [email] Vous avez échangé par e-mail avec { $agent } le { $day } concernant { $product }.
    [social] Vous avez échangé avec { $agent } sur les réseaux sociaux le { $day } concernant { $product }.
    [in_person] Vous avez rencontré { $agent } le { $day } concernant { $product }.
   *[other] Vous avez échangé avec { $agent } le { $day } concernant { $product }.
}
letter-contact-brand = { $channel ->
    [phone] Vous avez échangé par téléphone avec { $brand } le { $day }.
    [chat] Vous avez échangé par chat avec { $brand } le { $day }.
    [email] Vous avez échangé par e-mail avec { $brand } le { $day }.
    [social] Vous avez échangé avec { $brand } sur les réseaux sociaux le { $day }.
    [in_person] Vous avez échangé en personne avec { $brand } le { $day }.
   *[other] Vous avez échangé avec { $brand } le { $day }.
}
letter-contact-brand-about = { $channel ->
    [phone] Vous avez échangé par téléphone avec { $brand } le { $day } concernant { $product }.
    [chat] Vous avez échangé par chat avec { $brand } le { $day } concernant { $product }.
    [email] Vous avez échangé par e-mail avec { $brand } le { $day } concernant { $product }.
    [social] Vous avez échangé avec { $brand } sur les réseaux sociaux le { $day } concernant { $product }.
    [in_person] Vous avez échangé en personne avec { $brand } le { $day } concernant { $product }.
   *[other] Vous avez échangé avec { $brand } le { $day } concernant { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Nous n’avons pas encore votre réponse. Nous ne vous le rappellerons que cette fois.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Une question sur votre échange avec { $brand }. Un seul geste suffit pour y répondre.

## The row of ratings.

letter-how = Choisissez le chiffre qui correspond à votre avis. Vous pourrez ajouter un commentaire sur la page qui s’ouvre.
letter-how-text = Ouvrez le lien placé à côté du chiffre qui correspond à votre avis. Vous pourrez ajouter un commentaire sur la page qui s’ouvre.
letter-until = Vous pouvez répondre jusqu’au { $day } et modifier votre réponse d’ici là.

## The foot. It cannot be removed.

letter-why = Vous recevez ce message de { $brand } à la suite de votre échange du { $day }.
letter-personal = Ces liens vous sont personnels : merci de ne pas transférer ce message.
letter-unsubscribe = Se désabonner
letter-unsubscribe-lead = Vous ne souhaitez plus recevoir ce type de question ?
letter-unsubscribe-text = Vous ne souhaitez plus recevoir ce type de question ? Désabonnez-vous ici : { $link }

## The subject, where the survey brings none of its own.

letter-subject = Votre avis nous intéresse, { $name }
letter-subject-nameless = Votre avis nous intéresse
letter-reminder-subject = Rappel : { $subject }
