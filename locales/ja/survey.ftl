### What customers read on the pages behind the links of a letter, in Japanese.

## The language in its own name

language-name = 日本語
language-english = Japanese

## Scales: one word per value, the same in the letter and on the page

csat-1 = 非常に不満
csat-2 = 不満
csat-3 = どちらともいえない
csat-4 = 満足
csat-5 = 非常に満足
nps-0 = 可能性はまったくない
nps-10 = 可能性は非常に高い
ces-1 = まったくそう思わない
ces-2 = そう思わない
ces-3 = あまりそう思わない
ces-4 = どちらともいえない
ces-5 = ややそう思う
ces-6 = そう思う
ces-7 = 非常にそう思う
fcr-yes = はい
fcr-partly = 一部のみ
fcr-no = いいえ
fcr-not_applicable = 解決が必要なことはなかった
scale-value = { $max }段階中{ $value }
scale-value-word = { $max }段階中{ $value }、{ $word }

## Questions, where the survey brings no wording of its own

question-csat = 今回のサポートにどの程度ご満足いただけましたか。
question-csat-agent = 担当の{ $agent_first_name }のサポートにどの程度ご満足いただけましたか。
question-nps = { $brand }をご友人や同僚の方にお勧めいただける可能性はどのくらいですか。
question-ces = { $brand }のおかげで、簡単に問題を解決できた。
question-fcr = お問い合わせの件は解決しましたか。
question-choice = そのように評価された主な理由をお聞かせください。
question-text = ほかにお気づきの点はございますか。
question-comment = よろしければ、詳しくお聞かせください。

## Options of a choice that surveys commonly use

choice-agent = 担当者
choice-product = 製品・サービス
choice-policy = 規則や方針
choice-wait = 待ち時間

## The page

survey-title = { $brand }へのご意見
survey-language = 言語
survey-optional = （任意）
survey-no-answer = 回答しない
survey-comment-hint = { $most }文字まで。パスワードやカード番号は入力なさらないでください。
survey-send = 回答を送信
survey-change = 回答を変更
survey-chosen = { $value }が選択されています。「{ $button }」を押して送信するか、別の値をお選びください。
survey-saved = 評価「{ $value }」を保存しました。
survey-saved-word = 評価「{ $value }：{ $word }」を保存しました。
survey-saved-more = 以下に追記いただくことも、このままページを閉じていただくこともできます。
survey-unsaved = 変更を保存するには「{ $button }」を押してください。
survey-answered = { $value }とご回答いただきました。{ $date }まで、こちらで回答を変更いただけます。
survey-privacy = ご回答は{ $brand }にのみ送信されます。
survey-unsubscribe = 今後アンケートを受け取らない
survey-privacy-link = プライバシーポリシー

## Thanks

thanks-title = ありがとうございます
thanks-heading = ご回答ありがとうございます
thanks-body = 評価「{ $value }」を保存しました。{ $brand }が確認できるようになりました。
thanks-change = 回答を変更
thanks-close = このページは閉じていただいて構いません。
held-heading = ご回答を受け取りました
held-body = このメールから1分以内に複数の異なる評価が届きました。メールの自動検査でも起こることのため、今回のご回答は保存しましたが、まだ集計には含まれておりません。お手数ですが、1分ほど待ってからもう一度送信してください。
held-again = アンケートをもう一度開く

## What the form could not take

error-heading = ご回答をご確認ください
error-score-missing = 評価をお選びください。
error-score-scale = { $min }から{ $max }までの値をお選びください。
error-option = 表示されている選択肢からお選びください。
error-text-long = { $count ->
   *[other] 文字数が{ $over }文字超過しています。{ $most }文字以内でご入力ください。
}

## Links that no longer work

expired-title = アンケートは終了しました
expired-heading = このアンケートは終了しました
expired-body = お越しいただきありがとうございます。回答の受付は{ $date }までで、このリンクからはご回答いただけません。
unknown-title = ページが見つかりません
unknown-heading = このリンクに対応するアンケートはありません
unknown-body = リンクが途中で切れている可能性があります。お手数ですが、もう一度メールを開き、記載のリンクをお使いください。
busy-title = しばらくお待ちください
busy-heading = しばらくお待ちください
busy-body = このリンクは1分間に何度も開かれました。少し待ってから、もう一度お試しください。
failed-title = エラーが発生しました
failed-heading = システムでエラーが発生しました
failed-body = 今回の内容は保存されていません。申し訳ございませんが、前のページに戻り、しばらくしてからもう一度お試しください。

## Unsubscribing

unsubscribe-title = アンケートの停止
unsubscribe-heading = { $brand }からのアンケートを停止しますか。
unsubscribe-body = その場合、このアドレスには{ $brand }からのアンケートが届かなくなります。お問い合わせへの返信など、その他のメールには影響ありません。
unsubscribe-button = アンケートを停止する
unsubscribed-title = 停止しました
unsubscribed-heading = 今後アンケートはお送りしません
unsubscribed-body = { $brand }からこのアドレスへアンケートをお送りすることはありません。

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = 対象のアドレス：{ $address }
none-stands = { $day }以降、このアドレスへのアンケートを停止しています。
fewer-stands = { $day }以降、回数を減らしています：{ $often }。
fewer-legend = または回数を減らす
often = { $often ->
    [month] 多くても月に1回
    [quarter] 多くても3か月に1回
    [half] 多くても6か月に1回
   *[year] 多くても年に1回
}
fewer-button = 回数を減らす
again-button = アンケートを再開する
fewer-title = 回数を減らしました
fewer-heading = アンケートの回数を減らします
fewer-body = { $brand }からのアンケートの回数を減らすご希望を承りました：{ $often }。
again-title = 再開しました
again-heading = 今後またアンケートをお送りすることがあります
again-body = { $brand }からこのアドレスへ、再びアンケートをお送りすることがあります。
blocked-bounce = このアドレス宛てのメールが届かずに戻ってきたため、{ $brand }はアンケートを送信していません。再び使えるようになりましたら、{ $brand }へお知らせください。
blocked-complaint = ご利用のメール事業者から、当方のメールが迷惑メールとして報告されたとの連絡がありました。{ $brand }はこのアドレスへアンケートを送信しません。この設定はここでは変更できません。
blocked-legal = { $brand }はこのアドレスへアンケートを送信できません。誤りの場合は{ $brand }へご連絡ください。
choose-one = 変更はありません。次のいずれかをお選びください。
