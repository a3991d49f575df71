### What customers read on the pages behind the links of a letter, in Hebrew.

## The language in its own name

language-name = עברית
language-english = Hebrew

## Scales: one word per value, the same in the letter and on the page

csat-1 = מאוד לא מרוצה
csat-2 = לא מרוצה
csat-3 = לא כך ולא כך
csat-4 = מרוצה
csat-5 = מאוד מרוצה
nps-0 = כלל לא סביר
nps-10 = סביר ביותר
ces-1 = מאוד לא מסכים/ה
ces-2 = לא מסכים/ה
ces-3 = די לא מסכים/ה
ces-4 = לא כך ולא כך
ces-5 = די מסכים/ה
ces-6 = מסכים/ה
ces-7 = מאוד מסכים/ה
fcr-yes = כן
fcr-partly = באופן חלקי
fcr-no = לא
fcr-not_applicable = לא היה מה לפתור
scale-value = { $value } מתוך { $max }
scale-value-word = { $value } מתוך { $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = באיזו מידה הייתם מרוצים מהעזרה שקיבלתם?
question-csat-agent = באיזו מידה הייתם מרוצים מהעזרה שקיבלתם מ־{ $agent_first_name }?
question-nps = עד כמה סביר שתמליצו על { $brand } בפני חברים או עמיתים?
question-ces = חברת { $brand } הקלה עליי לטפל בבעיה שלי.
question-fcr = האם הפנייה שלכם נפתרה?
question-choice = מה הייתה הסיבה העיקרית לדירוג?
question-text = האם יש משהו שכדאי שנדע?
question-comment = רוצים לספר לנו עוד?

## Options of a choice that surveys commonly use

choice-agent = נותן או נותנת השירות
choice-product = המוצר
choice-policy = כלל או נוהל
choice-wait = זמן ההמתנה

## The page

survey-title = המשוב שלכם ל־{ $brand }
survey-language = שפה
survey-optional = (לא חובה)
survey-no-answer = ללא תשובה
survey-comment-hint = עד { $most } תווים. נא לא לכתוב סיסמאות או מספרי כרטיס.
survey-send = שליחת התשובה
survey-change = שינוי התשובה
survey-chosen = בחרתם { $value }. כדי לשלוח יש ללחוץ על ״{ $button }״, ואפשר גם לבחור ערך אחר.
survey-saved = הדירוג { $value } נשמר.
survey-saved-word = הדירוג { $value }, ״{ $word }״, נשמר.
survey-saved-more = אפשר להוסיף פרטים למטה, או פשוט לסגור את העמוד.
survey-unsaved = כדי לשמור את השינויים יש ללחוץ על ״{ $button }״.
survey-answered = עניתם { $value }. אפשר לשנות כאן את התשובה עד { $date }.
survey-privacy = התשובה מגיעה אל { $brand } בלבד.
survey-unsubscribe = לא לשאול אותי שוב
survey-privacy-link = מדיניות פרטיות

## Thanks

thanks-title = תודה רבה
thanks-heading = תודה רבה על התשובה
thanks-body = הדירוג { $value } נשמר, וכעת אפשר לראות אותו ב־{ $brand }.
thanks-change = שינוי התשובה
thanks-close = אפשר לסגור את העמוד.
held-heading = התשובה שלכם התקבלה
held-body = בתוך דקה הגיעו מההודעה הזאת כמה דירוגים שונים, כפי שקורה עם תוכנות לסריקת דואר. לכן התשובה נשמרה, אך עדיין אינה נספרת. כדי שתיספר, נא לשלוח אותה שוב בעוד דקה.
held-again = פתיחת הסקר מחדש

## What the form could not take

error-heading = נא לבדוק את התשובה
error-score-missing = נא לבחור דירוג.
error-score-scale = נא לבחור ערך מ־{ $min } עד { $max }.
error-option = נא לבחור אחת מהאפשרויות המוצגות.
error-text-long = { $count ->
    [one] הטקסט ארוך מדי בתו אחד: אפשר לכתוב עד { $most } תווים.
    [two] הטקסט ארוך מדי בשני תווים: אפשר לכתוב עד { $most } תווים.
   *[other] הטקסט ארוך מדי ב־{ $over } תווים: אפשר לכתוב עד { $most } תווים.
}

## Links that no longer work

expired-title = הסקר הסתיים
expired-heading = הסקר הסתיים
expired-body = תודה על ההתעניינות. אפשר היה לענות עד { $date }, והקישור אינו מקבל עוד תשובות.
unknown-title = העמוד לא נמצא
unknown-heading = הקישור אינו מוביל לסקר
unknown-body = ייתכן שהקישור נקטע בדרך. נא לפתוח שוב את ההודעה ולהשתמש באחד הקישורים שבה.
busy-title = רק רגע
busy-heading = רק רגע
busy-body = הקישור נפתח פעמים רבות בתוך דקה. נא לנסות שוב בעוד זמן קצר.
failed-title = משהו השתבש
failed-heading = משהו השתבש אצלנו
failed-body = הפעם דבר לא נשמר. נא לחזור אחורה ולנסות שוב בעוד רגע.

## Unsubscribing

unsubscribe-title = הפסקת השאלות
unsubscribe-heading = האם להפסיק את בקשות המשוב מ־{ $brand }?
unsubscribe-body = במקרה כזה לא תקבלו עוד סקרים מ־{ $brand } בכתובת זו. הודעות אחרות, כמו תשובות לשאלות שלכם, לא יושפעו.
unsubscribe-button = להפסיק לשאול
unsubscribed-title = הוסרתם מרשימת הסקרים
unsubscribed-heading = לא נשאל שוב
unsubscribed-body = לא יישלחו עוד סקרים מ־{ $brand } לכתובת זו.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = מדובר בכתובת { $address }.
none-stands = מאז { $day } לא נשלחים סקרים לכתובת זו.
fewer-stands = מאז { $day } אנחנו שואלים פחות: { $often }.
fewer-legend = או לעיתים רחוקות יותר
often = { $often ->
    [month] לכל היותר פעם בחודש
    [quarter] לכל היותר פעם בשלושה חודשים
    [half] לכל היותר פעם בשישה חודשים
   *[year] לכל היותר פעם בשנה
}
fewer-button = לשאול אותי פחות
again-button = לשאול אותי שוב
fewer-title = תישאלו פחות
fewer-heading = נשאל פחות
fewer-body = ביקשתם מ־{ $brand } פחות סקרים: { $often }.
again-title = תישאלו שוב
again-heading = נוכל לשאול שוב
again-body = ל־{ $brand } מותר שוב לשלוח סקרים לכתובת זו.
blocked-bounce = הודעות לכתובת זו חזרו, ולכן לא נשלחים אליה סקרים מ־{ $brand }. אם היא פועלת שוב, נא לעדכן את { $brand }.
blocked-complaint = ספק הדואר שלכם הודיע לנו שאחת ההודעות שלנו סומנה כדואר זבל. לא יישלחו עוד סקרים מ־{ $brand } לכתובת זו, ואי אפשר לשנות זאת כאן.
blocked-legal = אסור ל־{ $brand } לשלוח סקרים לכתובת זו. אם זו טעות, נא לפנות אל { $brand }.
choose-one = דבר לא השתנה: נא לבחור באחת מההצעות למטה.
