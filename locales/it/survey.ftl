### What customers read on the pages behind the links of a letter, in Italian.

## The language in its own name

language-name = Italiano
language-english = Italian

## Scales: one word per value, the same in the letter and on the page

csat-1 = Molto insoddisfatto/a
csat-2 = Insoddisfatto/a
csat-3 = Neutrale
csat-4 = Soddisfatto/a
csat-5 = Molto soddisfatto/a
nps-0 = Per niente probabile
nps-10 = Estremamente probabile
ces-1 = Del tutto in disaccordo
ces-2 = In disaccordo
ces-3 = Piuttosto in disaccordo
ces-4 = Neutrale
ces-5 = Piuttosto d’accordo
ces-6 = D’accordo
ces-7 = Del tutto d’accordo
fcr-yes = Sì
fcr-partly = In parte
fcr-no = No
fcr-not_applicable = Non c’era nulla da risolvere
scale-value = { $value } su { $max }
scale-value-word = { $value } su { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Qual è il Suo grado di soddisfazione per l’assistenza ricevuta?
question-csat-agent = Qual è il Suo grado di soddisfazione per l’assistenza fornita da { $agent_first_name }?
question-nps = Quanto è probabile che Lei consigli { $brand } a persone amiche o colleghi?
question-ces = { $brand } mi ha reso facile risolvere il mio problema.
question-fcr = La Sua richiesta è stata risolta?
question-choice = Qual è il motivo principale della Sua valutazione?
question-text = C’è qualcosa che dovremmo sapere?
question-comment = Desidera dirci di più?

## Options of a choice that surveys commonly use

choice-agent = La persona che mi ha assistito
choice-product = Il prodotto
choice-policy = Una regola o una procedura
choice-wait = Il tempo di attesa

## The page

survey-title = La Sua opinione per { $brand }
survey-language = Lingua
survey-optional = (facoltativo)
survey-no-answer = Nessuna risposta
survey-comment-hint = Fino a { $most } caratteri. La preghiamo di non inserire password o numeri di carta.
survey-send = Invia la risposta
survey-change = Modifica la risposta
survey-chosen = Ha scelto { $value }. Prema «{ $button }» per inviare la risposta oppure scelga un altro valore.
survey-saved = La Sua valutazione { $value } è stata salvata.
survey-saved-word = La Sua valutazione { $value }, «{ $word }», è stata salvata.
survey-saved-more = Può aggiungere altro qui sotto o semplicemente chiudere questa pagina.
survey-unsaved = Prema «{ $button }» per salvare le modifiche.
survey-answered = Ha risposto { $value }. Può modificare qui la risposta fino al giorno { $date }.
survey-privacy = La Sua risposta arriva soltanto a { $brand }.
survey-unsubscribe = Non desidero altre domande
survey-privacy-link = Informativa sulla privacy

## Thanks

thanks-title = Grazie
thanks-heading = Grazie per la Sua risposta
thanks-body = La Sua valutazione { $value } è stata salvata ed è ora visibile a { $brand }.
thanks-change = Modifica la risposta
thanks-close = Ora può chiudere questa pagina.
held-heading = La Sua risposta è arrivata
held-body = In meno di un minuto da questo messaggio sono arrivate più valutazioni diverse, come quelle inviate dai programmi che controllano la posta. Questa risposta è stata perciò conservata, ma non viene ancora conteggiata. Perché lo sia, La preghiamo di inviarla di nuovo tra un minuto.
held-again = Apri di nuovo il sondaggio

## What the form could not take

error-heading = Controlli la Sua risposta, per favore
error-score-missing = Scelga una valutazione, per favore.
error-score-scale = Scelga un valore da { $min } a { $max }, per favore.
error-option = Scelga una delle opzioni mostrate, per favore.
error-text-long = { $count ->
    [one] Questo testo supera di un carattere il massimo di { $most }.
    [many] Questo testo supera di { $over } di caratteri il massimo di { $most }.
   *[other] Questo testo supera di { $over } caratteri il massimo di { $most }.
}

## Links that no longer work

expired-title = Questo sondaggio è chiuso
expired-heading = Questo sondaggio è chiuso
expired-body = Grazie per averlo aperto. Era possibile rispondere fino al giorno { $date }; questo link non accetta più risposte.
unknown-title = Pagina non trovata
unknown-heading = Questo link non porta a nessun sondaggio
unknown-body = Forse è stato troncato lungo il percorso. Riapra il messaggio e usi uno dei link che contiene, per favore.
busy-title = Un momento, per favore
busy-heading = Un momento, per favore
busy-body = Questo link è stato aperto molte volte in un minuto. Riprovi tra poco, per favore.
failed-title = Qualcosa non ha funzionato
failed-heading = Qualcosa non ha funzionato da parte nostra
failed-body = In questo momento non è stato salvato nulla. Torni indietro e riprovi tra poco, per favore.

## Unsubscribing

unsubscribe-title = Non ricevere più domande
unsubscribe-heading = Desidera che { $brand } non chieda più la Sua opinione?
unsubscribe-body = In tal caso, a questo indirizzo non riceverà più sondaggi da { $brand }. Gli altri messaggi, come le risposte alle Sue domande, non sono interessati.
unsubscribe-button = Non chiedere più
unsubscribed-title = Iscrizione annullata
unsubscribed-heading = Non Le chiederemo altro
unsubscribed-body = { $brand } non invierà più sondaggi a questo indirizzo.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Si tratta di { $address }.
none-stands = Dal giorno { $day } non riceve sondaggi a questo indirizzo.
fewer-stands = Dal giorno { $day } chiediamo meno spesso: { $often }.
fewer-legend = Oppure meno spesso
often = { $often ->
    [month] al massimo una volta al mese
    [quarter] al massimo una volta ogni tre mesi
    [half] al massimo una volta ogni sei mesi
   *[year] al massimo una volta all’anno
}
fewer-button = Chiedere meno spesso
again-button = Chiedere di nuovo
fewer-title = Riceverà meno domande
fewer-heading = Chiederemo meno spesso
fewer-body = Ha chiesto a { $brand } meno sondaggi: { $often }.
again-title = Riceverà di nuovo domande
again-heading = Potremo chiederLe di nuovo
again-body = { $brand } può inviare di nuovo sondaggi a questo indirizzo.
blocked-bounce = I messaggi a questo indirizzo sono tornati indietro, perciò { $brand } non vi invia sondaggi. Se torna a funzionare, La preghiamo di informare { $brand }.
blocked-complaint = Il Suo fornitore di posta ci ha comunicato che un nostro messaggio è stato segnalato come spam. { $brand } non invia più sondaggi a questo indirizzo e ciò non può essere modificato qui.
blocked-legal = { $brand } non deve inviare sondaggi a questo indirizzo. Se non è corretto, La preghiamo di rivolgersi a { $brand }.
choose-one = Nulla è stato modificato: scelga una delle proposte qui sotto.
