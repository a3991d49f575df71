### The letter that asks a customer, in Italian.

letter-greeting = Buongiorno { $name },
letter-greeting-nameless = Buongiorno,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] In data { $day } ha parlato al telefono con { $agent }.
    [chat] In data { $day } ha comunicato via chat con { $agent }.
    [email] In data { $day } ha comunicato via e-mail con { $agent }.
    [social] In data { $day } ha comunicato con { $agent } sui social media.
    [in_person] In data { $day } ha parlato di persona con { $agent }.
   *[other] In data { $day } ha avuto un contatto con { $agent }.
}
letter-contact-agent-about = { $channel ->
    [phone] In data { $day } ha parlato al telefono con { $agent } riguardo a { $product }.
    [chat] In data { $day } ha comunicato via chat con { $agent } riguardo a { $product }.
    [email] In data { $day } ha comunicato via e-mail con { $agent } riguardo a { $product }.
    [social] In data { $day } ha comunicato con { $agent } sui social media riguardo a { $product }.
    [in_person] In data { $day } ha parlato di persona con { $agent } riguardo a { $product }.
   *[other] In data { $day } ha avuto un contatto con { $agent } riguardo a { $product }.
}
letter-contact-brand = { $channel ->
    [phone] In data { $day } ha parlato al telefono con { $brand }.
    [chat] In data { $day } ha comunicato via chat con { $brand }.
    [email] In data { $day } ha comunicato via e-mail con { $brand }.
    [social] In data { $day } ha comunicato con { $brand } sui social media.
    [in_person] In data { $day } ha avuto un incontro di persona con { $brand }.
   *[other] In data { $day } ha avuto un contatto con { $brand }.
}
letter-contact-brand-about = { $channel ->
    [phone] In data { $day } ha parlato al telefono con { $brand } riguardo a { $product }.
    [chat] In data { $day } ha comunicato via chat con { $brand } riguardo a { $product }.
    [email] In data { $day } ha comunicato via e-mail con { $brand } riguardo a { $product }.
    [social] In data { $day } ha comunicato con { $brand } sui social media riguardo a { $product }.
    [in_person] In data { $day } ha avuto un incontro di persona con { $brand } riguardo a { $product }.
   *[other] In data { $day } ha avuto un contatto con { $brand } riguardo a { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Non abbiamo ancora la Sua risposta. Glielo ricordiamo solo questa volta.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Una domanda sul Suo contatto con { $brand }. Basta un tocco per rispondere.

## The row of ratings.

letter-how = Scelga il numero che rispecchia meglio la Sua opinione. Nella pagina che si apre potrà aggiungere un commento.
letter-how-text = Apra il link accanto al numero che rispecchia meglio la Sua opinione. Nella pagina che si apre potrà aggiungere un commento.
letter-until = Può rispondere fino al giorno { $day } e modificare la risposta entro tale data.

## The foot. It cannot be removed.

letter-why = Riceve questo messaggio da { $brand } in seguito al Suo contatto in data { $day }.
letter-personal = I link sono personali: La preghiamo di non inoltrare questo messaggio.
letter-unsubscribe = Annulla l’iscrizione
letter-unsubscribe-lead = Non desidera più ricevere domande come questa?
letter-unsubscribe-text = Non desidera più ricevere domande come questa? Annulli l’iscrizione qui: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, come valuta la nostra assistenza?
letter-subject-nameless = Come valuta la nostra assistenza?
letter-reminder-subject = Promemoria: { $subject }
