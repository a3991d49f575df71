### The letter that asks a customer, in simplified Chinese.

letter-greeting = { $name }，您好：
letter-greeting-nameless = 您好：

## What the customer is asked about, so that they recognise it.

letter-contact-agent = { $channel ->
    [phone] 您于{ $day }与{ $agent }进行了电话沟通。
    [chat] 您于{ $day }与{ $agent }进行了在线聊天。
    [email] 您于{ $day }与{ $agent }通过电子邮件进行了沟通。
    [social] 您于{ $day }与{ $agent }通过社交媒体进行了沟通。
    [in_person] 您于{ $day }与{ $agent }进行了当面沟通。
   *[other] 您于{ $day }与{ $agent }进行了沟通。
}
letter-contact-agent-about = { $channel ->
    [phone] 您于{ $day }就{ $product }与{ $agent }进行了电话沟通。
    [chat] 您于{ $day }就{ $product }与{ $agent }进行了在线聊天。
    [email] 您于{ $day }就{ $product }与{ $agent }通过电子邮件进行了沟通。
    [social] 您于{ $day }就{ $product }与{ $agent }通过社交媒体进行了沟通。
    [in_person] 您于{ $day }就{ $product }与{ $agent }进行了当面沟通。
   *[other] 您于{ $day }就{ $product }与{ $agent }进行了沟通。
}
letter-contact-brand = { $channel ->
    [phone] 您于{ $day }与{ $brand }进行了电话沟通。
    [chat] 您于{ $day }与{ $brand }进行了在线聊天。
    [email] 您于{ $day }与{ $brand }通过电子邮件进行了沟通。
    [social] 您于{ $day }与{ $brand }通过社交媒体进行了沟通。
    [in_person] 您于{ $day }与{ $brand }进行了当面沟通。
   *[other] 您于{ $day }与{ $brand }进行了沟通。
}
letter-contact-brand-about = { $channel ->
    [phone] 您于{ $day }就{ $product }与{ $brand }进行了电话沟通。
    [chat] 您于{ $day }就{ $product }与{ $brand }进行了在线聊天。
    [email] 您于{ $day }就{ $product }与{ $brand }通过电子邮件进行了沟通。
    [social] 您于{ $day }就{ $product }与{ $brand }通过社交媒体进行了沟通。
    [in_person] 您于{ $day }就{ $product }与{ $brand }进行了当面沟通。
   *[other] 您于{ $day }就{ $product }与{ $brand }进行了沟通。
}

## Said after it in the one letter that reminds.

letter-reminder = 我们尚未收到您的回答。我们只提醒这一次。

## The line a mail program shows beside the subject, before the letter is opened.

letter-preheader = 关于您与{ $brand }的沟通，只有一个问题，点一下即可作答。

## The row of ratings.

letter-how = 请选择最符合您感受的数字。在打开的页面上，您还可以补充意见。
letter-how-text = 请打开最符合您感受的数字旁的链接。在打开的页面上，您还可以补充意见。
letter-until = 您可以在{ $day }之前（含当日）作答并修改答案。

## The foot. It cannot be removed.

letter-why = 您收到{ $brand }的这封邮件，是因为您曾于{ $day }与其联系。
letter-personal = 邮件中的链接仅供您本人使用，请勿转发。
letter-unsubscribe = 退订
letter-unsubscribe-lead = 不想再收到此类问题？
letter-unsubscribe-text = 不想再收到此类问题？请点此退订：{ $link }

## The subject, where the survey brings none of its own.

letter-subject = { $name }，您对我们的服务满意吗？
letter-subject-nameless = 您对我们的服务满意吗？
letter-reminder-subject = 提醒：{ $subject }
