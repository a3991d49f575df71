### The letter that asks a customer, in Portuguese of Brazil.

letter-greeting = Olá, { $name },
letter-greeting-nameless = Olá,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] Você falou por telefone com { $agent } em { $day }.
    [chat] Você conversou por chat com { $agent } em { $day }.
    [email] Você trocou e-mails com { $agent } em { $day }.
    [social] Você conversou com { $agent } pelas redes sociais em { $day }.
    [in_person] Você conversou pessoalmente com { $agent } em { $day }.
   *[other] Você entrou em contato com { $agent } em { $day }.
}
letter-contact-agent-about = { $channel ->
    [phone] Você falou por telefone com { $agent } em { $day } sobre { $product }.
    [chat] Você conversou por chat com { $agent } em { $day } sobre { $product }.
    [email] Você trocou e-mails com { $agent } em { $day } sobre { $product }.
    [social] Você conversou com { $agent } pelas redes sociais em { $day } sobre { $product }.
    [in_person] Você conversou pessoalmente com { $agent } em { $day } sobre { $product }.
   *[other] Você entrou em contato com { $agent } em { $day } sobre { $product }.
}
letter-contact-brand = { $channel ->
    [phone] Você falou por telefone com { $brand } em { $day }.
    [chat] Você conversou por chat com { $brand } em { $day }.
    [email] Você trocou e-mails com { $brand } em { $day }.
    [social] Você conversou com { $brand } pelas redes sociais em { $day }.
    [in_person] Você teve um atendimento presencial com { $brand } em { $day }.
   *[other] Você entrou em contato com { $brand } em { $day }.
}
letter-contact-brand-about = { $channel ->
    [phone] Você falou por telefone com { $brand } em { $day } sobre { $product }.
    [chat] Você conversou por chat com { $brand } em { $day } sobre { $product }.
    [email] Você trocou e-mails com { $brand } em { $day } sobre { $product }.
    [social] Você conversou com { $brand } pelas redes sociais em { $day } sobre { $product }.
    [in_person] Você teve um atendimento presencial com { $brand } em { $day } sobre { $product }.
   *[other] Você entrou em contato com { $brand } em { $day } sobre { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Ainda não recebemos sua resposta. Este é o único lembrete que enviaremos.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Uma pergunta sobre o seu contato com { $brand }. Basta um toque para responder.

## The row of ratings.

letter-how = Escolha o número que melhor representa a sua opinião. Na página que se abrir, você poderá deixar um comentário.
letter-how-text = Abra o link ao lado do número que melhor representa a sua opinião. Na página que se abrir, você poderá deixar um comentário.
letter-until = Você pode responder até { $day } e alterar sua resposta até lá.

## The foot. It cannot be removed.

letter-why = Você recebeu esta mensagem de { $brand } por causa do seu contato em { $day }.
letter-personal = Os links são pessoais: por favor, não encaminhe esta mensagem.
letter-unsubscribe = Cancelar inscrição
letter-unsubscribe-lead = Não quer mais receber perguntas como esta?
letter-unsubscribe-text = Não quer mais receber perguntas como esta? Cancele a inscrição: { $link }

## The subject, where the survey brings none of its own.

letter-subject = Como foi o nosso atendimento, { $name }?
letter-subject-nameless = Como foi o nosso atendimento?
letter-reminder-subject = Lembrete: { $subject }
