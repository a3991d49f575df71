### The letter that asks a customer, in Spanish.

letter-greeting = Hola, { $name }:
letter-greeting-nameless = Hola:

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] El { $day } habló por teléfono con { $agent }.
    [chat] El { $day } conversó por chat con { $agent }.
    [email] El { $day } estuvo en contacto por correo electrónico con { $agent }.
    [social] El { $day } estuvo en contacto con { $agent } por redes sociales.
    [in_person] El { $day } habló en persona con { $agent }.
   *[other] El { $day } estuvo en contacto con { $agent }.
}
letter-contact-agent-about = { $channel ->
    [phone] El { $day } habló por teléfono con { $agent } sobre { $product }.
    [chat] El { $day } conversó por chat con { $agent } sobre { $product }.
    [email] El { $day } estuvo en contacto por correo electrónico con { $agent } sobre { $product }.
    [social] El { $day } estuvo en contacto con { $agent } por redes sociales sobre { $product }.
    [in_person] El { $day } habló en persona con { $agent } sobre { $product }.
   *[other] El { $day } estuvo en contacto con { $agent } sobre { $product }.
}
letter-contact-brand = { $channel ->
    [phone] El { $day } habló por teléfono con { $brand }.
    [chat] El { $day } conversó por chat con { $brand }.
    [email] El { $day } estuvo en contacto por correo electrónico con { $brand }.
    [social] El { $day } estuvo en contacto con { $brand } por redes sociales.
    [in_person] El { $day } estuvo en contacto en persona con { $brand }.
   *[other] El { $day } estuvo en contacto con { $brand }.
}
letter-contact-brand-about = { $channel ->
    [phone] El { $day } habló por teléfono con { $brand } sobre { $product }.
    [chat] El { $day } conversó por chat con { $brand } sobre { $product }.
    [email] El { $day } estuvo en contacto por correo electrónico con { $brand } sobre { $product }.
    [social] El { $day } estuvo en contacto con { $brand } por redes sociales sobre { $product }.
    [in_person] El { $day } estuvo en contacto en persona con { $brand } sobre { $product }.
   *[other] El { $day } estuvo en contacto con { $brand } sobre { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = Aún no tenemos su respuesta. Se lo recordamos solo esta vez.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = Una pregunta sobre su contacto con { $brand }. Se responde con un solo toque.

## The row of ratings.

letter-how = Elija el número que mejor refleje su opinión. En la página que se abre podrá añadir un comentario.
letter-how-text = Abra el enlace que aparece junto al número que mejor refleje su opinión. En la página que se abre podrá añadir un comentario.
letter-until = Puede responder hasta el { $day } y cambiar su respuesta hasta ese día.

## The foot. It cannot be removed.

letter-why = Recibe este mensaje de { $brand } porque estuvo en contacto con nosotros el { $day }.
letter-personal = Los enlaces son personales: le rogamos que no reenvíe este mensaje.
letter-unsubscribe = Darse de baja
letter-unsubscribe-lead = ¿No desea recibir más preguntas como esta?
letter-unsubscribe-text = ¿No desea recibir más preguntas como esta? Dese de baja aquí: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, ¿qué le pareció nuestra atención?
letter-subject-nameless = ¿Qué le pareció nuestra atención?
letter-reminder-subject = Recordatorio: { $subject }
