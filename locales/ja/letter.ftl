### The letter that asks a customer, in Japanese.

letter-greeting = { $name } 様
letter-greeting-nameless = お客様

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] { $day }に、担当の{ $agent }がお電話でご対応いたしました。
    [chat] { $day }に、担当の{ $agent }がチャットでご対応いたしました。
    [email] { $day }に、担当の{ $agent }がメールでご対応いたしました。
    [social] { $day }に、担当の{ $agent }がSNSでご対応いたしました。
    [in_person] { $day }に、担当の{ $agent }が対面でご対応いたしました。
   *[other] { $day }に、担当の{ $agent }がご対応いたしました。
}
letter-contact-agent-about = { $channel ->
    [phone] { $day }に、{ $product }について担当の{ $agent }がお電話でご対応いたしました。
    [chat] { $day }に、{ $product }について担当の{ $agent }がチャットでご対応いたしました。
    [email] { $day }に、{ $product }について担当の{ $agent }がメールでご対応いたしました。
    [social] { $day }に、{ $product }について担当の{ $agent }がSNSでご対応いたしました。
    [in_person] { $day }に、{ $product }について担当の{ $agent }が対面でご対応いたしました。
   *[other] { $day }に、{ $product }について担当の{ $agent }がご対応いたしました。
}
letter-contact-brand = { $channel ->
    [phone] { $day }に、{ $brand }とお電話でお話しいただきました。
    [chat] { $day }に、{ $brand }とチャットでお話しいただきました。
    [email] { $day }に、{ $brand }とメールでご連絡いただきました。
    [social] { $day }に、{ $brand }とSNSでご連絡いただきました。
    [in_person] { $day }に、{ $brand }と対面でお話しいただきました。
   *[other] { $day }に、{ $brand }にご連絡いただきました。
}
letter-contact-brand-about = { $channel ->
    [phone] { $day }に、{ $product }について{ $brand }とお電話でお話しいただきました。
    [chat] { $day }に、{ $product }について{ $brand }とチャットでお話しいただきました。
    [email] { $day }に、{ $product }について{ $brand }とメールでご連絡いただきました。
    [social] { $day }に、{ $product }について{ $brand }とSNSでご連絡いただきました。
    [in_person] { $day }に、{ $product }について{ $brand }と対面でお話しいただきました。
   *[other] { $day }に、{ $product }について{ $brand }にご連絡いただきました。
}

## Said after it in the one letter that reminds.

letter-reminder = まだご回答をいただいておりません。ご案内の再送は今回限りです。

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = { $brand }の対応について、1問だけお聞かせください。1タップで回答できます。

## The row of ratings.

letter-how = 最も近い番号をお選びください。開いたページでコメントを添えることもできます。
letter-how-text = 最も近い番号の下にあるリンクをお開きください。開いたページでコメントを添えることもできます。
letter-until = { $day }までご回答いただけます。ご回答は期限まで変更できます。

## The foot. It cannot be removed.

letter-why = { $day }に{ $brand }をご利用いただいたお客様にお送りしています。
letter-personal = リンクはお客様専用です。このメールを転送なさらないようお願いいたします。
letter-unsubscribe = 配信停止
letter-unsubscribe-lead = 今後このようなアンケートをご希望でない場合は
letter-unsubscribe-text = 今後このようなアンケートをご希望でない場合は、こちらから配信を停止できます：{ $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name } 様、対応はいかがでしたか
letter-subject-nameless = 対応はいかがでしたか
letter-reminder-subject = 【再送】{ $subject }
