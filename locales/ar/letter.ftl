### The letter that asks a customer, in Arabic.

letter-greeting = مرحبًا { $name }،
letter-greeting-nameless = مرحبًا،

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] تحدثتم هاتفيًا مع { $agent } يوم { $day }.
    [chat] تحدثتم عبر الدردشة مع { $agent } يوم { $day }.
    [email] تواصلتم عبر البريد الإلكتروني مع { $agent } يوم { $day }.
    [social] تواصلتم عبر وسائل التواصل الاجتماعي مع { $agent } يوم { $day }.
    [in_person] تحدثتم وجهًا لوجه مع { $agent } يوم { $day }.
   *[other] تواصلتم مع { $agent } يوم { $day }.
}
letter-contact-agent-about = { $channel ->
    [phone] تحدثتم هاتفيًا مع { $agent } يوم { $day } بخصوص { $product }.
    [chat] تحدثتم عبر الدردشة مع { $agent } يوم { $day } بخصوص { $product }.
    [email] تواصلتم عبر البريد الإلكتروني مع { $agent } يوم { $day } بخصوص { $product }.
    [social] تواصلتم عبر وسائل التواصل الاجتماعي مع { $agent } يوم { $day } بخصوص { $product }.
    [in_person] تحدثتم وجهًا لوجه مع { $agent } يوم { $day } بخصوص { $product }.
   *[other] تواصلتم مع { $agent } يوم { $day } بخصوص { $product }.
}
letter-contact-brand = { $channel ->
    [phone] تحدثتم هاتفيًا مع { $brand } يوم { $day }.
    [chat] تحدثتم عبر الدردشة مع { $brand } يوم { $day }.
    [email] تواصلتم عبر البريد الإلكتروني مع { $brand } يوم { $day }.
    [social] تواصلتم عبر وسائل التواصل الاجتماعي مع { $brand } يوم { $day }.
    [in_person] تواصلتم حضوريًا مع { $brand } يوم { $day }.
   *[other] تواصلتم مع { $brand } يوم { $day }.
}
letter-contact-brand-about = { $channel ->
    [phone] تحدثتم هاتفيًا مع { $brand } يوم { $day } بخصوص { $product }.
    [chat] تحدثتم عبر الدردشة مع { $brand } يوم { $day } بخصوص { $product }.
    [email] تواصلتم عبر البريد الإلكتروني مع { $brand } يوم { $day } بخصوص { $product }.
    [social] تواصلتم عبر وسائل التواصل الاجتماعي مع { $brand } يوم { $day } بخصوص { $product }.
    [in_person] تواصلتم حضوريًا مع { $brand } يوم { $day } بخصوص { $product }.
   *[other] تواصلتم مع { $brand } يوم { $day } بخصوص { $product }.
}

## Said after it in the one letter that reminds.

letter-reminder = لم يصلنا ردّكم بعد. هذا هو التذكير الوحيد الذي نرسله.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = سؤال واحد عن تواصلكم مع { $brand }، وتكفي لمسة واحدة للإجابة.

## The row of ratings.

letter-how = يُرجى اختيار الرقم الأنسب. ويمكنكم إضافة تعليق في الصفحة التي ستُفتح.
letter-how-text = يُرجى فتح الرابط المجاور للرقم الأنسب. ويمكنكم إضافة تعليق في الصفحة التي ستُفتح.
letter-until = يمكنكم الإجابة حتى { $day }، كما يمكنكم تعديل إجابتكم حتى ذلك اليوم.

## The foot. It cannot be removed.

letter-why = تصلكم هذه الرسالة من { $brand } بعد تواصلكم يوم { $day }.
letter-personal = هذه الروابط خاصة بكم وحدكم، فيُرجى عدم إعادة توجيه هذه الرسالة.
letter-unsubscribe = إلغاء الاشتراك
letter-unsubscribe-lead = لا ترغبون في تلقّي مثل هذه الأسئلة؟
letter-unsubscribe-text = لا ترغبون في تلقّي مثل هذه الأسئلة؟ لإلغاء الاشتراك: { $link }

## The subject, where the survey brings none of its own.

letter-subject = ما رأيكم في خدمتنا، { $name }؟
letter-subject-nameless = ما رأيكم في خدمتنا؟
letter-reminder-subject = تذكير: { $subject }
