### What customers read on the pages behind the links of a letter, in simplified Chinese.

## The language in its own name

language-name = 简体中文
language-english = Chinese (simplified)

## Scales: one word per value, the same in the letter and on the page

csat-1 = 非常不满意
csat-2 = 不满意
csat-3 = 一般
csat-4 = 满意
csat-5 = 非常满意
nps-0 = 完全不可能
nps-10 = 极有可能
ces-1 = 非常不同意
ces-2 = 不同意
ces-3 = 有点不同意
ces-4 = 中立
ces-5 = 有点同意
ces-6 = 同意
ces-7 = 非常同意
fcr-yes = 是
fcr-partly = 部分解决
fcr-no = 否
fcr-not_applicable = 没有需要解决的问题
scale-value = { $value } 分（满分 { $max } 分）
scale-value-word = { $value } 分（满分 { $max } 分），{ $word }

## Questions, where the survey brings no wording of its own

question-csat = 您对此次获得的帮助满意程度如何？
question-csat-agent = 您对{ $agent_first_name }提供的帮助满意程度如何？
question-nps = 您有多大可能向朋友或同事推荐{ $brand }？
question-ces = { $brand }让我能够轻松解决问题。
question-fcr = 您的问题解决了吗？
question-choice = 您给出这一评价的主要原因是什么？
question-text = 还有什么需要我们了解的吗？
question-comment = 您愿意再跟我们多说几句吗？

## Options of a choice that surveys commonly use

choice-agent = 为我服务的人员
choice-product = 产品
choice-policy = 规则或政策
choice-wait = 等待时间

## The page

survey-title = 您对{ $brand }的反馈
survey-language = 语言
survey-optional = （选填）
survey-no-answer = 不作答
survey-comment-hint = 最多 { $most } 个字符。请勿填写密码或卡号。
survey-send = 提交答案
survey-change = 修改答案
survey-chosen = 您选择了 { $value }。请按“{ $button }”提交，或选择其他分值。
survey-saved = 您的评分 { $value } 已保存。
survey-saved-word = 您的评分 { $value }“{ $word }”已保存。
survey-saved-more = 您可以在下方补充内容，也可以直接关闭此页面。
survey-unsaved = 请按“{ $button }”保存您的修改。
survey-answered = 您的答案是 { $value }。在{ $date }之前（含当日），您可以在此修改。
survey-privacy = 您的答案只会提供给{ $brand }。
survey-unsubscribe = 不再向我发送问卷
survey-privacy-link = 隐私政策

## Thanks

thanks-title = 谢谢
thanks-heading = 感谢您的回答
thanks-body = 您的评分 { $value } 已保存，{ $brand }现在可以看到。
thanks-change = 修改答案
thanks-close = 您现在可以关闭此页面。
held-heading = 我们已收到您的答案
held-body = 一分钟内从这封邮件收到了多个不同的评分，邮件扫描程序也会产生这种情况。因此，您的答案已保留，但暂不计入。如需计入，请在一分钟后重新提交一次。
held-again = 重新打开问卷

## What the form could not take

error-heading = 请检查您的答案
error-score-missing = 请选择一个评分。
error-score-scale = 请选择 { $min } 到 { $max } 之间的分值。
error-option = 请从所列选项中选择一项。
error-text-long = { $count ->
   *[other] 内容超出 { $over } 个字符：最多可填写 { $most } 个字符。
}

## Links that no longer work

expired-title = 此问卷已结束
expired-heading = 此问卷已结束
expired-body = 感谢您的参与。作答已于{ $date }截止，此链接不再接受答案。
unknown-title = 找不到此页面
unknown-heading = 此链接没有对应的问卷
unknown-body = 链接可能在传送途中被截断。请重新打开邮件，使用其中的链接。
busy-title = 请稍候
busy-heading = 请稍候
busy-body = 此链接在一分钟内被打开的次数过多。请稍后再试。
failed-title = 出现错误
failed-heading = 我们这边出现了错误
failed-body = 刚才的内容未能保存。请返回上一页，稍后再试。

## Unsubscribing

unsubscribe-title = 停止接收问卷
unsubscribe-heading = 是否不再接收{ $brand }的反馈问卷？
unsubscribe-body = 这样一来，此地址将不再收到{ $brand }的问卷。其他邮件（例如对您咨询的回复）不受影响。
unsubscribe-button = 不再接收
unsubscribed-title = 您已退订
unsubscribed-heading = 我们不会再向您发送问卷
unsubscribed-body = { $brand }将不再向此地址发送问卷。

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = 相关地址：{ $address }
none-stands = 自{ $day }起，此地址不再收到问卷。
fewer-stands = 自{ $day }起，我们减少了询问：{ $often }。
fewer-legend = 或者少一些
often = { $often ->
    [month] 每月最多一次
    [quarter] 每三个月最多一次
    [half] 每六个月最多一次
   *[year] 每年最多一次
}
fewer-button = 减少问卷
again-button = 重新接收
fewer-title = 已减少问卷
fewer-heading = 我们会减少询问
fewer-body = 您已要求减少{ $brand }的问卷：{ $often }。
again-title = 已恢复接收
again-heading = 我们可以再次向您询问
again-body = { $brand }可以再次向此地址发送问卷。
blocked-bounce = 发往此地址的邮件曾被退回，因此{ $brand }不再向其发送问卷。如果地址已恢复使用，请告知{ $brand }。
blocked-complaint = 您的邮件服务商告知我们，有一封我们的邮件被标记为垃圾邮件。{ $brand }不再向此地址发送问卷，此设置无法在这里更改。
blocked-legal = { $brand }不得向此地址发送问卷。如有误，请联系{ $brand }。
choose-one = 未作任何更改：请选择以下选项之一。
