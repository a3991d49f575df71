### What customers read on the pages behind the links of a letter, in Spanish.

## The language in its own name

language-name = Español
language-english = Spanish

## Scales: one word per value, the same in the letter and on the page

csat-1 = Muy insatisfecho/a
csat-2 = Insatisfecho/a
csat-3 = Neutral
csat-4 = Satisfecho/a
csat-5 = Muy satisfecho/a
nps-0 = Nada probable
nps-10 = Extremadamente probable
ces-1 = Totalmente en desacuerdo
ces-2 = En desacuerdo
ces-3 = Algo en desacuerdo
ces-4 = Neutral
ces-5 = Algo de acuerdo
ces-6 = De acuerdo
ces-7 = Totalmente de acuerdo
fcr-yes = Sí
fcr-partly = En parte
fcr-no = No
fcr-not_applicable = No había nada que resolver
scale-value = { $value } de { $max }
scale-value-word = { $value } de { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = ¿Cuál es su grado de satisfacción con la ayuda recibida?
question-csat-agent = ¿Cuál es su grado de satisfacción con la ayuda de { $agent_first_name }?
question-nps = ¿Qué probabilidad hay de que recomiende { $brand } a sus amistades o colegas?
question-ces = { $brand } me facilitó la resolución de mi problema.
question-fcr = ¿Se resolvió su consulta?
question-choice = ¿Cuál fue el motivo principal de su valoración?
question-text = ¿Hay algo que debamos saber?
question-comment = ¿Desea contarnos algo más?

## Options of a choice that surveys commonly use

choice-agent = La persona que me atendió
choice-product = El producto
choice-policy = Una norma o política
choice-wait = El tiempo de espera

## The page

survey-title = Su opinión para { $brand }
survey-language = Idioma
survey-optional = (opcional)
survey-no-answer = Sin respuesta
survey-comment-hint = Hasta { $most } caracteres. Por favor, no incluya contraseñas ni números de tarjeta.
survey-send = Enviar respuesta
survey-change = Cambiar mi respuesta
survey-chosen = Ha elegido { $value }. Pulse «{ $button }» para enviar la respuesta o elija otro valor.
survey-saved = Su valoración { $value } se ha guardado.
survey-saved-word = Su valoración { $value }, «{ $word }», se ha guardado.
survey-saved-more = Puede añadir algo más abajo o simplemente cerrar esta página.
survey-unsaved = Pulse «{ $button }» para guardar los cambios.
survey-answered = Ha respondido { $value }. Puede cambiar su respuesta aquí hasta el { $date }.
survey-privacy = Su respuesta llega únicamente a { $brand }.
survey-unsubscribe = No volver a preguntarme
survey-privacy-link = Política de privacidad

## Thanks

thanks-title = Gracias
thanks-heading = Gracias por su respuesta
thanks-body = Su valoración { $value } se ha guardado y { $brand } ya puede verla.
thanks-change = Cambiar mi respuesta
thanks-close = Ya puede cerrar esta página.
held-heading = Hemos recibido su respuesta
held-body = En menos de un minuto llegaron varias valoraciones distintas desde este mensaje, como las que generan los analizadores de correo. Por eso esta respuesta se ha guardado, pero todavía no cuenta. Para que cuente, envíela de nuevo dentro de un minuto, por favor.
held-again = Volver a abrir la encuesta

## What the form could not take

error-heading = Por favor, revise su respuesta
error-score-missing = Por favor, elija una valoración.
error-score-scale = Por favor, elija un valor del { $min } al { $max }.
error-option = Por favor, elija una de las opciones que se muestran.
error-text-long = { $count ->
    [one] Este texto supera en un carácter el máximo de { $most }.
    [many] Este texto supera en { $over } de caracteres el máximo de { $most }.
   *[other] Este texto supera en { $over } caracteres el máximo de { $most }.
}

## Links that no longer work

expired-title = Esta encuesta está cerrada
expired-heading = Esta encuesta está cerrada
expired-body = Gracias por abrirla. Se podía responder hasta el { $date }; este enlace ya no admite respuestas.
unknown-title = No hemos encontrado esta página
unknown-heading = Este enlace no lleva a ninguna encuesta
unknown-body = Puede que se haya cortado por el camino. Por favor, abra de nuevo el mensaje y utilice uno de sus enlaces.
busy-title = Un momento, por favor
busy-heading = Un momento, por favor
busy-body = Este enlace se ha abierto muchas veces en un minuto. Vuelva a intentarlo dentro de poco, por favor.
failed-title = Algo ha fallado
failed-heading = Algo ha fallado por nuestra parte
failed-body = No se ha guardado nada en este momento. Por favor, vuelva atrás e inténtelo de nuevo dentro de poco.

## Unsubscribing

unsubscribe-title = No recibir más preguntas
unsubscribe-heading = ¿Desea que { $brand } deje de pedirle su opinión?
unsubscribe-body = En ese caso no recibirá más encuestas de { $brand } en esta dirección. Los demás mensajes, como las respuestas a sus consultas, no se ven afectados.
unsubscribe-button = Dejar de preguntarme
unsubscribed-title = Baja confirmada
unsubscribed-heading = No volveremos a preguntarle
unsubscribed-body = { $brand } no enviará más encuestas a esta dirección.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Se trata de { $address }.
none-stands = Desde el { $day } no recibe encuestas en esta dirección.
fewer-stands = Desde el { $day } le preguntamos menos: { $often }.
fewer-legend = O con menos frecuencia
often = { $often ->
    [month] como máximo una vez al mes
    [quarter] como máximo una vez cada tres meses
    [half] como máximo una vez cada seis meses
   *[year] como máximo una vez al año
}
fewer-button = Preguntarme menos
again-button = Volver a preguntarme
fewer-title = Le preguntaremos menos
fewer-heading = Le preguntaremos con menos frecuencia
fewer-body = Ha pedido a { $brand } menos encuestas: { $often }.
again-title = Volveremos a preguntarle
again-heading = Podemos volver a preguntarle
again-body = { $brand } puede volver a enviar encuestas a esta dirección.
blocked-bounce = Los mensajes a esta dirección han sido devueltos, por eso { $brand } no envía encuestas a ella. Si vuelve a funcionar, comuníquelo a { $brand }.
blocked-complaint = Su proveedor de correo nos comunicó que uno de nuestros mensajes fue marcado como spam. { $brand } ya no envía encuestas a esta dirección y eso no se puede cambiar aquí.
blocked-legal = { $brand } no debe enviar encuestas a esta dirección. Si es un error, póngase en contacto con { $brand }.
choose-one = No se ha cambiado nada: elija una de las opciones siguientes.
