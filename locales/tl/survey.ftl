### What customers read on the pages behind the links of a letter, in Tagalog.

## The language in its own name

language-name = Tagalog
language-english = Tagalog

## Scales: one word per value, the same in the letter and on the page

csat-1 = Lubos na hindi nasiyahan
csat-2 = Hindi nasiyahan
csat-3 = Katamtaman
csat-4 = Nasiyahan
csat-5 = Lubos na nasiyahan
nps-0 = Talagang hindi malamang
nps-10 = Talagang malamang
ces-1 = Lubos na hindi sang-ayon
ces-2 = Hindi sang-ayon
ces-3 = Medyo hindi sang-ayon
ces-4 = Walang kinikilingan
ces-5 = Medyo sang-ayon
ces-6 = Sang-ayon
ces-7 = Lubos na sang-ayon
fcr-yes = Oo
fcr-partly = Bahagya
fcr-no = Hindi
fcr-not_applicable = Walang kailangang lutasin
scale-value = { $value } sa { $max }
scale-value-word = { $value } sa { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Gaano po kayo nasiyahan sa tulong na natanggap ninyo?
question-csat-agent = Gaano po kayo nasiyahan sa tulong ni { $agent_first_name }?
question-nps = Gaano po kalamang na irerekomenda ninyo ang { $brand } sa kaibigan o katrabaho?
question-ces = Pinadali ng { $brand } ang paglutas sa aking problema.
question-fcr = Nalutas po ba ang inyong idinulog?
question-choice = Ano po ang pangunahing dahilan ng inyong rating?
question-text = May dapat po ba kaming malaman?
question-comment = May nais pa po ba kayong ibahagi sa amin?

## Options of a choice that surveys commonly use

choice-agent = Ang taong tumulong sa akin
choice-product = Ang produkto
choice-policy = Isang tuntunin o patakaran
choice-wait = Ang tagal ng paghihintay

## The page

survey-title = Ang inyong puna para sa { $brand }
survey-language = Wika
survey-optional = (opsiyonal)
survey-no-answer = Walang sagot
survey-comment-hint = Hanggang { $most } karakter. Huwag po sanang maglagay ng password o numero ng card.
survey-send = Ipadala ang sagot
survey-change = Baguhin ang sagot ko
survey-chosen = { $value } po ang napili ninyo. Pindutin ang “{ $button }” para ipadala ito, o pumili ng iba.
survey-saved = Naka-save na po ang rating ninyong { $value }.
survey-saved-word = Naka-save na po ang rating ninyong { $value }, “{ $word }”.
survey-saved-more = Maaari po kayong magdagdag sa ibaba, o isara na lang ang pahinang ito.
survey-unsaved = Pindutin po ang “{ $button }” para ma-save ang binago ninyo.
survey-answered = { $value } po ang sagot ninyo. Maaari ninyo itong baguhin dito hanggang { $date }.
survey-privacy = Sa { $brand } lamang po mapupunta ang inyong sagot.
survey-unsubscribe = Huwag na akong tanungin
survey-privacy-link = Patakaran sa privacy

## Thanks

thanks-title = Salamat po
thanks-heading = Maraming salamat po sa inyong sagot
thanks-body = Naka-save na po ang rating ninyong { $value }, at makikita na ito ng { $brand }.
thanks-change = Baguhin ang sagot ko
thanks-close = Maaari na po ninyong isara ang pahinang ito.
held-heading = Natanggap na po ang inyong sagot
held-body = Ilang magkakaibang rating po ang dumating mula sa sulat na ito sa loob ng isang minuto, gaya ng ginagawa ng mga mail scanner. Kaya itinabi muna ang sagot na ito at hindi pa binibilang. Para mabilang ito, pakipadala po itong muli pagkaraan ng isang minuto.
held-again = Buksan muli ang survey

## What the form could not take

error-heading = Pakisuri po ang inyong sagot
error-score-missing = Pumili po ng rating.
error-score-scale = Pumili po ng numero mula { $min } hanggang { $max }.
error-option = Pumili po ng isa sa mga ipinakitang sagot.
error-text-long = { $count ->
    [one] Sobra po ng isang karakter ang tekstong ito: hanggang { $most } lamang ang kasya.
   *[other] Sobra po ng { $over } na karakter ang tekstong ito: hanggang { $most } lamang ang kasya.
}

## Links that no longer work

expired-title = Sarado na ang survey na ito
expired-heading = Sarado na po ang survey na ito
expired-body = Salamat po sa pagbukas nito. Tumanggap ito ng sagot hanggang { $date }, at hindi na tumatanggap ang link na ito.
unknown-title = Hindi nahanap ang pahina
unknown-heading = Walang survey sa link na ito
unknown-body = Maaaring naputol po ito habang ipinapadala. Pakibuksan muli ang sulat at gamitin ang isa sa mga link nito.
busy-title = Sandali lang po
busy-heading = Sandali lang po
busy-body = Napakadalas pong nabuksan ang link na ito sa loob ng isang minuto. Pakisubukan po ulit maya-maya.
failed-title = Nagkaroon ng problema
failed-heading = Nagkaroon po ng problema sa aming panig
failed-body = Wala pong na-save ngayon. Bumalik po at subukan ulit maya-maya.

## Unsubscribing

unsubscribe-title = Itigil ang mga tanong na ito
unsubscribe-heading = Nais po ba ninyong itigil na ng { $brand } ang paghingi ng inyong puna?
unsubscribe-body = Kapag pinindot ninyo ito, hindi na po makatatanggap ng survey mula sa { $brand } ang address na ito. Hindi apektado ang ibang sulat, gaya ng mga sagot sa inyong tanong.
unsubscribe-button = Itigil ang pagtatanong
unsubscribed-title = Naka-unsubscribe na po kayo
unsubscribed-heading = Hindi na po kami magtatanong
unsubscribed-body = Hindi na magpapadala ang { $brand } ng survey sa address na ito.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Tungkol po ito sa { $address }.
none-stands = Mula { $day } ay wala na pong survey sa address na ito.
fewer-stands = Mula { $day } ay mas madalang na po kaming nagtatanong: { $often }.
fewer-legend = O mas madalang
often = { $often ->
    [month] hanggang isang beses sa isang buwan
    [quarter] hanggang isang beses sa tatlong buwan
    [half] hanggang isang beses sa anim na buwan
   *[year] hanggang isang beses sa isang taon
}
fewer-button = Mas madalang akong tanungin
again-button = Tanungin akong muli
fewer-title = Mas madalang na po kayong tatanungin
fewer-heading = Mas madalang na po kaming magtatanong
fewer-body = Humiling po kayo sa { $brand } ng mas kaunting survey: { $often }.
again-title = Tatanungin po kayong muli
again-heading = Maaari na po kaming magtanong muli
again-body = Maaari na muling magpadala ang { $brand } ng survey sa address na ito.
blocked-bounce = Bumalik po ang mga sulat sa address na ito, kaya hindi nagpapadala ang { $brand } ng survey dito. Kung gumagana na itong muli, ipaalam po sa { $brand }.
blocked-complaint = Ipinaalam po ng inyong email provider na minarkahang spam ang isa sa aming mga sulat. Hindi na nagpapadala ang { $brand } ng survey sa address na ito, at hindi ito mababago rito.
blocked-legal = Hindi po maaaring magpadala ang { $brand } ng survey sa address na ito. Kung mali ito, makipag-ugnayan po sa { $brand }.
choose-one = Walang nabago: pumili po ng isa sa mga nasa ibaba.
