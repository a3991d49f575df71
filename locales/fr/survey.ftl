### What customers read on the pages behind the links of a letter, in French.

## The language in its own name

language-name = Français
language-english = French

## Scales: one word per value, the same in the letter and on the page

csat-1 = Très insatisfait(e)
csat-2 = Insatisfait(e)
csat-3 = Neutre
csat-4 = Satisfait(e)
csat-5 = Très satisfait(e)
nps-0 = Pas du tout probable
nps-10 = Extrêmement probable
ces-1 = Pas du tout d’accord
ces-2 = Pas d’accord
ces-3 = Plutôt pas d’accord
ces-4 = Neutre
ces-5 = Plutôt d’accord
ces-6 = D’accord
ces-7 = Tout à fait d’accord
fcr-yes = Oui
fcr-partly = En partie
fcr-no = Non
fcr-not_applicable = Il n’y avait rien à résoudre
scale-value = { $value } sur { $max }
scale-value-word = { $value } sur { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Dans quelle mesure l’aide reçue vous a-t-elle donné satisfaction ?
question-csat-agent = Dans quelle mesure l’aide apportée par { $agent_first_name } vous a-t-elle donné satisfaction ?
question-nps = Quelle est la probabilité que vous recommandiez { $brand } à vos proches ou à vos collègues ?
question-ces = { $brand } m’a facilité la résolution de mon problème.
question-fcr = Votre demande a-t-elle été résolue ?
question-choice = Quelle est la principale raison de votre note ?
question-text = Y a-t-il quelque chose que nous devrions savoir ?
question-comment = Souhaitez-vous nous en dire plus ?

## Options of a choice that surveys commonly use

choice-agent = La personne qui m’a aidé(e)
choice-product = Le produit
choice-policy = Une règle ou une procédure
choice-wait = Le temps d’attente

## The page

survey-title = Votre avis pour { $brand }
survey-language = Langue
survey-optional = (facultatif)
survey-no-answer = Sans réponse
survey-comment-hint = { $most } caractères au maximum. Merci de ne pas indiquer de mot de passe ni de numéro de carte.
survey-send = Envoyer ma réponse
survey-change = Modifier ma réponse
survey-chosen = Vous avez choisi { $value }. Appuyez sur « { $button } » pour l’envoyer ou choisissez une autre valeur.
survey-saved = Votre note { $value } est enregistrée.
survey-saved-word = Votre note { $value }, « { $word } », est enregistrée.
survey-saved-more = Vous pouvez compléter votre réponse ci-dessous ou simplement fermer cette page.
survey-unsaved = Appuyez sur « { $button } » pour enregistrer vos modifications.
survey-answered = Vous avez répondu { $value }. Vous pouvez modifier votre réponse ici jusqu’au { $date }.
survey-privacy = Votre réponse est transmise uniquement à { $brand }.
survey-unsubscribe = Ne plus me solliciter
survey-privacy-link = Politique de confidentialité

## Thanks

thanks-title = Merci
thanks-heading = Merci pour votre réponse
thanks-body = Votre note { $value } est enregistrée ; { $brand } peut la consulter dès maintenant.
thanks-change = Modifier ma réponse
thanks-close = Vous pouvez maintenant fermer cette page.
held-heading = Votre réponse est bien arrivée
held-body = Plusieurs notes différentes sont parvenues de ce message en moins d’une minute, comme en envoient les logiciels d’analyse du courrier. Cette réponse est donc conservée, mais n’est pas encore prise en compte. Pour qu’elle le soit, merci de l’envoyer à nouveau dans une minute.
held-again = Rouvrir le questionnaire

## What the form could not take

error-heading = Merci de vérifier votre réponse
error-score-missing = Merci de choisir une note.
error-score-scale = Merci de choisir une valeur de { $min } à { $max }.
error-option = Merci de choisir l’une des options proposées.
error-text-long = { $count ->
    [one] Ce texte dépasse d’un caractère la limite de { $most }.
    [many] Ce texte dépasse de { $over } de caractères la limite de { $most }.
   *[other] Ce texte dépasse de { $over } caractères la limite de { $most }.
}

## Links that no longer work

expired-title = Ce questionnaire est clos
expired-heading = Ce questionnaire est clos
expired-body = Merci de l’avoir ouvert. Il était possible de répondre jusqu’au { $date } ; ce lien n’accepte plus de réponse.
unknown-title = Page introuvable
unknown-heading = Ce lien ne mène à aucun questionnaire
unknown-body = Il a peut-être été tronqué en chemin. Merci de rouvrir le message reçu et d’utiliser l’un de ses liens.
busy-title = Un instant, s’il vous plaît
busy-heading = Un instant, s’il vous plaît
busy-body = Ce lien a été ouvert très souvent en une minute. Merci de réessayer dans quelques instants.
failed-title = Une erreur s’est produite
failed-heading = Une erreur s’est produite de notre côté
failed-body = Rien n’a été enregistré à l’instant. Merci de revenir en arrière et de réessayer dans un moment.

## Unsubscribing

unsubscribe-title = Ne plus recevoir ces questions
unsubscribe-heading = Souhaitez-vous que { $brand } ne vous demande plus votre avis ?
unsubscribe-body = Vous ne recevrez alors plus de questionnaire de { $brand } à cette adresse. Les autres messages, comme les réponses à vos demandes, ne sont pas concernés.
unsubscribe-button = Ne plus me solliciter
unsubscribed-title = Désabonnement confirmé
unsubscribed-heading = Nous ne vous solliciterons plus
unsubscribed-body = { $brand } n’enverra plus de questionnaire à cette adresse.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Il s’agit de l’adresse { $address }.
none-stands = Depuis le { $day }, vous ne recevez plus de questionnaire à cette adresse.
fewer-stands = Depuis le { $day }, nous vous sollicitons moins souvent : { $often }.
fewer-legend = Ou moins souvent
often = { $often ->
    [month] au plus une fois par mois
    [quarter] au plus une fois tous les trois mois
    [half] au plus une fois tous les six mois
   *[year] au plus une fois par an
}
fewer-button = Me solliciter moins souvent
again-button = Me solliciter à nouveau
fewer-title = Vous serez moins sollicité
fewer-heading = Nous vous solliciterons moins souvent
fewer-body = Vous souhaitez recevoir moins de questionnaires de { $brand } : { $often }.
again-title = Vous serez à nouveau sollicité
again-heading = Nous pourrons vous solliciter à nouveau
again-body = { $brand } peut de nouveau envoyer des questionnaires à cette adresse.
blocked-bounce = Des messages envoyés à cette adresse nous sont revenus : { $brand } n’y envoie donc plus de questionnaire. Si elle fonctionne à nouveau, veuillez en informer { $brand }.
blocked-complaint = Votre fournisseur de messagerie nous a signalé qu’un de nos messages avait été marqué comme indésirable. { $brand } n’envoie plus de questionnaire à cette adresse, et cela ne peut pas être modifié ici.
blocked-legal = { $brand } ne doit pas envoyer de questionnaire à cette adresse. En cas d’erreur, veuillez contacter { $brand }.
choose-one = Rien n’a été modifié : veuillez choisir l’une des propositions ci-dessous.
