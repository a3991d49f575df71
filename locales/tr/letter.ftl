### The letter that asks a customer, in Turkish.

letter-greeting = Merhaba { $name },
letter-greeting-nameless = Merhaba,

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] { $day } tarihinde { $agent } ile telefonda görüştünüz.
    [chat] { $day } tarihinde { $agent } ile yazışarak görüştünüz.
    [email] { $day } tarihinde { $agent } ile e-posta yoluyla iletişim kurdunuz.
    [social] { $day } tarihinde { $agent } ile sosyal medya üzerinden iletişim kurdunuz.
    [in_person] { $day } tarihinde { $agent } ile yüz yüze görüştünüz.
   *[other] { $day } tarihinde { $agent } ile iletişim kurdunuz.
}
letter-contact-agent-about = { $channel ->
    [phone] { $day } tarihinde { $product } hakkında { $agent } ile telefonda görüştünüz.
    [chat] { $day } tarihinde { $product } hakkında { $agent } ile yazışarak görüştünüz.
    [email] { $day } tarihinde { $product } hakkında { $agent } ile e-posta yoluyla iletişim kurdunuz.
    [social] { $day } tarihinde { $product } hakkında { $agent } ile sosyal medya üzerinden iletişim kurdunuz.
    [in_person] { $day } tarihinde { $product } hakkında { $agent } ile yüz yüze görüştünüz.
   *[other] { $day } tarihinde { $product } hakkında { $agent } ile iletişim kurdunuz.
}
letter-contact-brand = { $channel ->
    [phone] { $day } tarihinde { $brand } ile telefonda görüştünüz.
    [chat] { $day } tarihinde { $brand } ile yazışarak görüştünüz.
    [email] { $day } tarihinde { $brand } ile e-posta yoluyla iletişim kurdunuz.
    [social] { $day } tarihinde { $brand } ile sosyal medya üzerinden iletişim kurdunuz.
    [in_person] { $day } tarihinde { $brand } ile yüz yüze görüştünüz.
   *[other] { $day } tarihinde { $brand } ile iletişim kurdunuz.
}
letter-contact-brand-about = { $channel ->
    [phone] { $day } tarihinde { $product } hakkında { $brand } ile telefonda görüştünüz.
    [chat] { $day } tarihinde { $product } hakkında { $brand } ile yazışarak görüştünüz.
    [email] { $day } tarihinde { $product } hakkında { $brand } ile e-posta yoluyla iletişim kurdunuz.
    [social] { $day } tarihinde { $product } hakkında { $brand } ile sosyal medya üzerinden iletişim kurdunuz.
    [in_person] { $day } tarihinde { $product } hakkında { $brand } ile yüz yüze görüştünüz.
   *[other] { $day } tarihinde { $product } hakkında { $brand } ile iletişim kurdunuz.
}

## Said after it in the one letter that reminds.

letter-reminder = Yanıtınızı henüz almadık. Bunu yalnızca bu kez hatırlatıyoruz.

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = { $brand } ile görüşmeniz hakkında tek bir soru. Bir dokunuşla yanıtlayabilirsiniz.

## The row of ratings.

letter-how = Size en uygun sayıyı seçin. Açılan sayfada yorum da ekleyebilirsiniz.
letter-how-text = Size en uygun sayının yanındaki bağlantıyı açın. Açılan sayfada yorum da ekleyebilirsiniz.
letter-until = { $day } tarihine kadar yanıt verebilir ve yanıtınızı değiştirebilirsiniz.

## The foot. It cannot be removed.

letter-why = Bu mesajı, { $day } tarihinde { $brand } ile iletişim kurduğunuz için alıyorsunuz.
letter-personal = Bağlantılar yalnızca size özeldir. Lütfen bu mesajı başkalarına iletmeyin.
letter-unsubscribe = Abonelikten çıkın
letter-unsubscribe-lead = Bu tür soruları artık almak istemiyor musunuz?
letter-unsubscribe-text = Bu tür soruları artık almak istemiyor musunuz? Abonelikten çıkın: { $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }, hizmetimizi nasıl buldunuz?
letter-subject-nameless = Hizmetimizi nasıl buldunuz?
letter-reminder-subject = Hatırlatma: { $subject }
