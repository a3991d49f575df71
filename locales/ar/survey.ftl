### What customers read on the pages behind the links of a letter, in Arabic.

## The language in its own name

language-name = العربية
language-english = Arabic

## Scales: one word per value, the same in the letter and on the page

csat-1 = غير مُرضٍ إطلاقًا
csat-2 = غير مُرضٍ
csat-3 = متوسط
csat-4 = مُرضٍ
csat-5 = مُرضٍ للغاية
nps-0 = غير محتمل إطلاقًا
nps-10 = محتمل للغاية
ces-1 = لا أوافق بشدة
ces-2 = لا أوافق
ces-3 = لا أوافق إلى حد ما
ces-4 = محايد
ces-5 = أوافق إلى حد ما
ces-6 = أوافق
ces-7 = أوافق بشدة
fcr-yes = نعم
fcr-partly = جزئيًا
fcr-no = لا
fcr-not_applicable = لم يكن هناك ما يحتاج إلى حل
scale-value = { $value } من { $max }
scale-value-word = { $value } من { $max }، { $word }

## Questions, where the survey brings no wording of its own

question-csat = ما مدى رضاكم عن المساعدة التي تلقيتموها؟
question-csat-agent = ما مدى رضاكم عن المساعدة التي تلقيتموها من { $agent_first_name }؟
question-nps = ما مدى احتمال أن توصوا صديقًا أو زميلًا بالتعامل مع { $brand }؟
question-ces = سهّلت عليّ شركة { $brand } معالجة مشكلتي.
question-fcr = هل حُلّت مشكلتكم؟
question-choice = ما السبب الرئيسي لتقييمكم؟
question-text = هل هناك ما ينبغي أن نعرفه؟
question-comment = هل تودّون إخبارنا بالمزيد؟

## Options of a choice that surveys commonly use

choice-agent = الشخص الذي ساعدني
choice-product = المنتج
choice-policy = قاعدة أو سياسة
choice-wait = مدة الانتظار

## The page

survey-title = رأيكم في { $brand }
survey-language = اللغة
survey-optional = (اختياري)
survey-no-answer = بلا إجابة
survey-comment-hint = حتى { $most } حرف. يُرجى عدم كتابة كلمات مرور أو أرقام بطاقات.
survey-send = إرسال الإجابة
survey-change = تعديل إجابتي
survey-chosen = اخترتم { $value }. يُرجى الضغط على «{ $button }» لإرسال الإجابة، أو اختيار قيمة أخرى.
survey-saved = حُفظ تقييمكم { $value }.
survey-saved-word = حُفظ تقييمكم { $value }، «{ $word }».
survey-saved-more = يمكنكم إضافة المزيد أدناه، أو إغلاق هذه الصفحة.
survey-unsaved = يُرجى الضغط على «{ $button }» لحفظ التعديلات.
survey-answered = إجابتكم هي { $value }. يمكنكم تعديلها هنا حتى { $date }.
survey-privacy = تصل إجابتكم إلى { $brand } فقط.
survey-unsubscribe = عدم سؤالي مجددًا
survey-privacy-link = سياسة الخصوصية

## Thanks

thanks-title = شكرًا لكم
thanks-heading = شكرًا لكم على إجابتكم
thanks-body = حُفظ تقييمكم { $value }، وهو متاح الآن لدى { $brand }.
thanks-change = تعديل إجابتي
thanks-close = يمكنكم الآن إغلاق هذه الصفحة.
held-heading = وصلت إجابتكم
held-body = وردت من هذه الرسالة عدة تقييمات مختلفة خلال دقيقة واحدة، كما يحدث مع برامج فحص البريد. لذلك حُفظت هذه الإجابة ولكنها لم تُحتسب بعد. ولكي تُحتسب، يُرجى إرسالها مرة أخرى بعد دقيقة.
held-again = فتح الاستبيان مجددًا

## What the form could not take

error-heading = يُرجى مراجعة إجابتكم
error-score-missing = يُرجى اختيار تقييم.
error-score-scale = يُرجى اختيار قيمة من { $min } إلى { $max }.
error-option = يُرجى اختيار أحد الخيارات المعروضة.
error-text-long = { $count ->
    [zero] هذا النص أطول من المسموح: الحد الأقصى { $most }.
    [one] يتجاوز هذا النص الحد الأقصى، وهو { $most }، بحرف واحد.
    [two] يتجاوز هذا النص الحد الأقصى، وهو { $most }، بحرفين.
    [few] يتجاوز هذا النص الحد الأقصى، وهو { $most }، بمقدار { $over } أحرف.
    [many] يتجاوز هذا النص الحد الأقصى، وهو { $most }، بمقدار { $over } حرفًا.
   *[other] يتجاوز هذا النص الحد الأقصى، وهو { $most }، بمقدار { $over } حرف.
}

## Links that no longer work

expired-title = أُغلق هذا الاستبيان
expired-heading = أُغلق هذا الاستبيان
expired-body = شكرًا لاهتمامكم. كان بالإمكان الإجابة حتى { $date }، ولم يعد هذا الرابط يقبل الإجابات.
unknown-title = تعذّر العثور على الصفحة
unknown-heading = هذا الرابط لا يؤدي إلى أي استبيان
unknown-body = ربما اقتُطع جزء منه في الطريق. يُرجى فتح الرسالة مجددًا واستخدام أحد الروابط الواردة فيها.
busy-title = لحظة من فضلكم
busy-heading = لحظة من فضلكم
busy-body = فُتح هذا الرابط مرات كثيرة خلال دقيقة واحدة. يُرجى إعادة المحاولة بعد قليل.
failed-title = حدث خطأ ما
failed-heading = حدث خطأ من جانبنا
failed-body = لم يُحفظ شيء هذه المرة. يُرجى العودة وإعادة المحاولة بعد قليل.

## Unsubscribing

unsubscribe-title = إيقاف هذه الأسئلة
unsubscribe-heading = هل ترغبون في أن تتوقف { $brand } عن طلب رأيكم؟
unsubscribe-body = عندئذٍ لن تصلكم على هذا العنوان استبيانات أخرى من { $brand }. أما الرسائل الأخرى، كالردود على استفساراتكم، فلن تتأثر.
unsubscribe-button = إيقاف الأسئلة
unsubscribed-title = أُلغي اشتراككم
unsubscribed-heading = لن نسألكم مجددًا
unsubscribed-body = لن ترسل { $brand } استبيانات أخرى إلى هذا العنوان.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = يتعلق الأمر بالعنوان { $address }.
none-stands = منذ { $day } لا تصلكم استبيانات على هذا العنوان.
fewer-stands = منذ { $day } نسألكم بوتيرة أقل: { $often }.
fewer-legend = أو بوتيرة أقل
often = { $often ->
    [month] مرة واحدة في الشهر على الأكثر
    [quarter] مرة واحدة كل ثلاثة أشهر على الأكثر
    [half] مرة واحدة كل ستة أشهر على الأكثر
   *[year] مرة واحدة في السنة على الأكثر
}
fewer-button = السؤال بوتيرة أقل
again-button = السؤال من جديد
fewer-title = سنسألكم بوتيرة أقل
fewer-heading = سنسأل بوتيرة أقل
fewer-body = طلبتم من { $brand } استبيانات أقل: { $often }.
again-title = سنسألكم من جديد
again-heading = يمكننا أن نسألكم من جديد
again-body = يمكن أن ترسل { $brand } استبيانات إلى هذا العنوان من جديد.
blocked-bounce = عادت إلينا رسائل أُرسلت إلى هذا العنوان، لذلك لا ترسل { $brand } استبيانات إليه. إذا عاد إلى العمل فيُرجى إبلاغ { $brand }.
blocked-complaint = أبلغنا مزوّد بريدكم بأن إحدى رسائلنا وُضعت عليها علامة البريد المزعج. لم تعد { $brand } ترسل استبيانات إلى هذا العنوان، ولا يمكن تغيير ذلك هنا.
blocked-legal = لا يجوز أن ترسل { $brand } استبيانات إلى هذا العنوان. إذا كان ذلك خطأ فيُرجى التواصل مع { $brand }.
choose-one = لم يتغير شيء: يُرجى اختيار أحد العروض أدناه.
