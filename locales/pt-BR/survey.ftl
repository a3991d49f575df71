### What customers read on the pages behind the links of a letter, in Portuguese of Brazil.

## The language in its own name

language-name = Português (Brasil)
language-english = Portuguese (Brazil)

## Scales: one word per value, the same in the letter and on the page

csat-1 = Muito insatisfeito(a)
csat-2 = Insatisfeito(a)
csat-3 = Neutro
csat-4 = Satisfeito(a)
csat-5 = Muito satisfeito(a)
nps-0 = Nada provável
nps-10 = Extremamente provável
ces-1 = Discordo totalmente
ces-2 = Discordo
ces-3 = Discordo em parte
ces-4 = Neutro
ces-5 = Concordo em parte
ces-6 = Concordo
ces-7 = Concordo totalmente
fcr-yes = Sim
fcr-partly = Em parte
fcr-no = Não
fcr-not_applicable = Não havia nada a resolver
scale-value = { $value } de { $max }
scale-value-word = { $value } de { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Qual é o seu grau de satisfação com a ajuda que recebeu?
question-csat-agent = Qual é o seu grau de satisfação com a ajuda de { $agent_first_name }?
question-nps = Qual é a probabilidade de você recomendar { $brand } a amigos ou colegas?
question-ces = { $brand } facilitou a resolução do meu problema.
question-fcr = Sua questão foi resolvida?
question-choice = Qual foi o principal motivo da sua avaliação?
question-text = Há algo que deveríamos saber?
question-comment = Gostaria de nos contar mais?

## Options of a choice that surveys commonly use

choice-agent = A pessoa que me atendeu
choice-product = O produto
choice-policy = Uma regra ou política
choice-wait = O tempo de espera

## The page

survey-title = Sua opinião para { $brand }
survey-language = Idioma
survey-optional = (opcional)
survey-no-answer = Sem resposta
survey-comment-hint = Até { $most } caracteres. Por favor, não inclua senhas nem números de cartão.
survey-send = Enviar resposta
survey-change = Alterar minha resposta
survey-chosen = Você escolheu { $value }. Toque em “{ $button }” para enviar ou escolha outro valor.
survey-saved = Sua avaliação { $value } foi salva.
survey-saved-word = Sua avaliação { $value }, “{ $word }”, foi salva.
survey-saved-more = Você pode acrescentar algo abaixo ou simplesmente fechar esta página.
survey-unsaved = Toque em “{ $button }” para salvar o que você alterou.
survey-answered = Você respondeu { $value }. É possível alterar sua resposta aqui até { $date }.
survey-privacy = Sua resposta é enviada somente para { $brand }.
survey-unsubscribe = Não quero mais receber pesquisas
survey-privacy-link = Política de privacidade

## Thanks

thanks-title = Agradecemos
thanks-heading = Agradecemos a sua resposta
thanks-body = Sua avaliação { $value } foi salva e já está disponível para { $brand }.
thanks-change = Alterar minha resposta
thanks-close = Você já pode fechar esta página.
held-heading = Recebemos sua resposta
held-body = Em menos de um minuto, chegaram várias avaliações diferentes a partir desta mensagem, como acontece com verificadores de e-mail. Por isso, esta resposta foi guardada, mas ainda não conta. Para que ela conte, envie-a novamente daqui a um minuto, por favor.
held-again = Abrir a pesquisa novamente

## What the form could not take

error-heading = Por favor, verifique sua resposta
error-score-missing = Por favor, escolha uma nota.
error-score-scale = Por favor, escolha um valor de { $min } a { $max }.
error-option = Por favor, escolha uma das opções mostradas.
error-text-long = { $count ->
    [one] Este texto passa um caractere do limite de { $most }.
    [many] Este texto passa { $over } de caracteres do limite de { $most }.
   *[other] Este texto passa { $over } caracteres do limite de { $most }.
}

## Links that no longer work

expired-title = Esta pesquisa foi encerrada
expired-heading = Esta pesquisa foi encerrada
expired-body = Agradecemos o seu interesse. Era possível responder até { $date }; este link não aceita mais respostas.
unknown-title = Página não encontrada
unknown-heading = Este link não leva a nenhuma pesquisa
unknown-body = Talvez ele tenha sido cortado no caminho. Por favor, abra a mensagem novamente e use um dos links dela.
busy-title = Um momento, por favor
busy-heading = Um momento, por favor
busy-body = Este link foi aberto muitas vezes em um minuto. Por favor, tente novamente em instantes.
failed-title = Algo deu errado
failed-heading = Algo deu errado do nosso lado
failed-body = Nada foi salvo agora. Por favor, volte e tente novamente em instantes.

## Unsubscribing

unsubscribe-title = Não receber mais perguntas
unsubscribe-heading = Quer que { $brand } pare de pedir a sua opinião?
unsubscribe-body = Nesse caso, você não receberá mais pesquisas de { $brand } neste endereço. Outras mensagens, como respostas às suas dúvidas, não são afetadas.
unsubscribe-button = Parar de receber
unsubscribed-title = Inscrição cancelada
unsubscribed-heading = Não enviaremos mais perguntas
unsubscribed-body = { $brand } não enviará mais pesquisas para este endereço.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Trata-se de { $address }.
none-stands = Desde { $day } você não recebe pesquisas neste endereço.
fewer-stands = Desde { $day } perguntamos com menos frequência: { $often }.
fewer-legend = Ou com menos frequência
often = { $often ->
    [month] no máximo uma vez por mês
    [quarter] no máximo uma vez a cada três meses
    [half] no máximo uma vez a cada seis meses
   *[year] no máximo uma vez por ano
}
fewer-button = Receber menos pesquisas
again-button = Voltar a receber
fewer-title = Você receberá menos pesquisas
fewer-heading = Vamos perguntar com menos frequência
fewer-body = Você pediu menos pesquisas de { $brand }: { $often }.
again-title = Você voltará a receber
again-heading = Podemos perguntar novamente
again-body = { $brand } pode voltar a enviar pesquisas para este endereço.
blocked-bounce = Mensagens para este endereço voltaram, por isso { $brand } não envia pesquisas para ele. Se ele voltar a funcionar, avise { $brand }.
blocked-complaint = Seu provedor de e-mail nos informou que uma de nossas mensagens foi marcada como spam. { $brand } não envia mais pesquisas para este endereço, e isso não pode ser alterado aqui.
blocked-legal = { $brand } não deve enviar pesquisas para este endereço. Se isso estiver errado, fale com { $brand }.
choose-one = Nada foi alterado: escolha uma das opções abaixo.
