### The letter that asks a customer, in Tagalog.

letter-greeting = Magandang araw po, { $name },
letter-greeting-nameless = Magandang araw po,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] Nakausap po ninyo si { $agent } sa telepono noong { $day }.
    [chat] Naka-chat po ninyo si { $agent } noong { $day }.
    [email] Nakipag-ugnayan po kayo kay { $agent } sa email noong { $day }.
    [social] Nakipag-ugnayan po kayo kay { $agent } sa social media noong { $day }.
    [in_person] Nakausap po ninyo nang personal si { $agent } noong { $day }.
   *[other] Nakipag-ugnayan po kayo kay { $agent } noong { $day }.
}
letter-contact-agent-about = { $channel ->
    [phone] Nakausap po ninyo si { $agent } sa telepono noong { $day } tungkol sa { $product }.
    [chat] Naka-chat po ninyo si { $agent } noong { $day } tungkol sa { $product }.
    [email] Nakipag-ugnayan po kayo kay { $agent } sa email noong { $day } tungkol sa { $product }.
    [social] Nakipag-ugnayan po kayo kay { $agent } sa social media noong { $day } tungkol sa { $product }.
    [in_person] Nakausap po ninyo nang personal si { $agent } noong { $day } tungkol sa { $product }.
   *[other] Nakipag-ugnayan po kayo kay { $agent } noong { $day } tungkol sa { $product }.
}
letter-contact-brand = { $channel ->
    [phone] Nakausap po ninyo ang { $brand } sa telepono noong { $day }.
    [chat] Naka-chat po ninyo ang { $brand } noong { $day }.
    [email] Nakipag-ugnayan po kayo sa { $brand } sa email noong { $day }.
    [social] Nakipag-ugnayan po kayo sa { $brand } sa social media noong { $day }.
    [in_person] Personal po kayong nakipag-ugnayan sa { $brand } noong { $day }.
   *[other] Nakipag-ugnayan po kayo sa { $brand } noong { $day }.
}
letter-contact-brand-about = { $channel ->
    [phone] Nakausap po ninyo ang { $brand } sa telepono noong { $day } tungkol sa { $product }.
    [chat] Naka-chat po ninyo ang { $brand } noong { $day } tungkol sa { $product }.
    [email] Nakipag-ugnayan po kayo sa { $brand } sa email noong { $day } tungkol sa { $product }.
    [social] Nakipag-ugnayan po kayo sa { $brand } sa social media noong { $day } tungkol sa { $product }.
    [in_person] Personal po kayong nakipag-ugnayan sa { $brand } noong { $day } tungkol sa { $product }.
   *[other] Nakipag-ugnayan po kayo sa { $brand } noong { $day } tungkol sa { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Wala pa po kaming natatanggap na sagot mula sa inyo. Isang beses lang po kaming magpapaalala.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Isang tanong tungkol sa pakikipag-ugnayan ninyo sa { $brand }. Isang pindot lang po ang sagot.

## The row of ratings.

letter-how = Piliin po ang numerong tumutugma sa inyong karanasan. Maaari po kayong magdagdag ng komento sa pahinang magbubukas.
letter-how-text = Buksan po ang link na kasama ng numerong tumutugma sa inyong karanasan. Maaari po kayong magdagdag ng komento sa pahinang magbubukas.
letter-until = Maaari po kayong sumagot, at magbago ng sagot, hanggang { $day }.

## The foot. It cannot be removed.

letter-why = Natanggap po ninyo ito mula sa { $brand } dahil nakipag-ugnayan kayo sa kanila noong { $day }.
letter-personal = Para lamang po sa inyo ang mga link na ito, kaya huwag po sanang ipasa ang sulat na ito.
letter-unsubscribe = Mag-unsubscribe
letter-unsubscribe-lead = Ayaw na po ba ninyong makatanggap ng ganitong tanong?
letter-unsubscribe-text = Ayaw na po ba ninyong makatanggap ng ganitong tanong? Mag-unsubscribe dito: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, kumusta po ang aming serbisyo?
letter-subject-nameless = Kumusta po ang aming serbisyo?
letter-reminder-subject = Paalala: { $subject }
