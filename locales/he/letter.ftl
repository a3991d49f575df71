### The letter that asks a customer, in Hebrew.

letter-greeting = שלום { $name },
letter-greeting-nameless = שלום רב,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] שוחחתם בטלפון עם { $agent } ב־{ $day }.
    [chat] שוחחתם בצ׳אט עם { $agent } ב־{ $day }.
    [email] הייתם בקשר בדואר אלקטרוני עם { $agent } ב־{ $day }.
    [social] הייתם בקשר ברשתות החברתיות עם { $agent } ב־{ $day }.
    [in_person] נפגשתם עם { $agent } ב־{ $day }.
   *[other] הייתם בקשר עם { $agent } ב־{ $day }.
}
letter-contact-agent-about = { $channel ->
    [phone] שוחחתם בטלפון עם { $agent } ב־{ $day } בנושא { $product }.
    [chat] שוחחתם בצ׳אט עם { $agent } ב־{ $day } בנושא { $product }.
    [email] הייתם בקשר בדואר אלקטרוני עם { $agent } ב־{ $day } בנושא { $product }.
    [social] הייתם בקשר ברשתות החברתיות עם { $agent } ב־{ $day } בנושא { $product }.
    [in_person] נפגשתם עם { $agent } ב־{ $day } בנושא { $product }.
   *[other] הייתם בקשר עם { $agent } ב־{ $day } בנושא { $product }.
}
letter-contact-brand = { $channel ->
    [phone] שוחחתם בטלפון עם { $brand } ב־{ $day }.
    [chat] שוחחתם בצ׳אט עם { $brand } ב־{ $day }.
    [email] הייתם בקשר בדואר אלקטרוני עם { $brand } ב־{ $day }.
    [social] הייתם בקשר ברשתות החברתיות עם { $brand } ב־{ $day }.
    [in_person] הייתם בקשר פנים אל פנים עם { $brand } ב־{ $day }.
   *[other] הייתם בקשר עם { $brand } ב־{ $day }.
}
letter-contact-brand-about = { $channel ->
    [phone] שוחחתם בטלפון עם { $brand } ב־{ $day } בנושא { $product }.
    [chat] שוחחתם בצ׳אט עם { $brand } ב־{ $day } בנושא { $product }.
    [email] הייתם בקשר בדואר אלקטרוני עם { $brand } ב־{ $day } בנושא { $product }.
    [social] הייתם בקשר ברשתות החברתיות עם { $brand } ב־{ $day } בנושא { $product }.
    [in_person] הייתם בקשר פנים אל פנים עם { $brand } ב־{ $day } בנושא { $product }.
   *[other] הייתם בקשר עם { $brand } ב־{ $day } בנושא { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = עדיין לא קיבלנו את תשובתך. זו התזכורת היחידה שנשלח.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = שאלה אחת על הקשר שלכם עם { $brand }. נגיעה אחת מספיקה כדי לענות.

## The row of ratings.

letter-how = נא לבחור את המספר המתאים ביותר. אפשר להוסיף הערה בעמוד שייפתח.
letter-how-text = נא לפתוח את הקישור שליד המספר המתאים ביותר. אפשר להוסיף הערה בעמוד שייפתח.
letter-until = אפשר לענות עד { $day }, ועד אז גם לשנות את התשובה.

## The foot. It cannot be removed.

letter-why = ההודעה נשלחה אליכם מטעם { $brand } בעקבות הקשר שלכם ב־{ $day }.
letter-personal = הקישורים מיועדים לכם בלבד. נא לא להעביר את ההודעה הלאה.
letter-unsubscribe = הסרה מהרשימה
letter-unsubscribe-lead = לא רוצים לקבל עוד שאלות כאלה?
letter-unsubscribe-text = לא רוצים לקבל עוד שאלות כאלה? להסרה מהרשימה: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, איך היה השירות שלנו?
letter-subject-nameless = איך היה השירות שלנו?
letter-reminder-subject = תזכורת: { $subject }
