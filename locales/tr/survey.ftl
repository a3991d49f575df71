### What customers read on the pages behind the links of a letter, in Turkish.

## The language in its own name

language-name = Türkçe
language-english = Turkish

## Scales: one word per value, the same in the letter and on the page

csat-1 = Hiç memnun değilim
csat-2 = Memnun değilim
csat-3 = Kararsızım
csat-4 = Memnunum
csat-5 = Çok memnunum
nps-0 = Hiç olası değil
nps-10 = Son derece olası
ces-1 = Kesinlikle katılmıyorum
ces-2 = Katılmıyorum
ces-3 = Kısmen katılmıyorum
ces-4 = Kararsızım
ces-5 = Kısmen katılıyorum
ces-6 = Katılıyorum
ces-7 = Kesinlikle katılıyorum
fcr-yes = Evet
fcr-partly = Kısmen
fcr-no = Hayır
fcr-not_applicable = Çözülecek bir sorun yoktu
scale-value = { $value }/{ $max }
scale-value-word = { $value }/{ $max }, { $word }

## Questions, where the survey brings no wording of its own

question-csat = Aldığınız yardımdan ne kadar memnun kaldınız?
question-csat-agent = { $agent_first_name } tarafından verilen yardımdan ne kadar memnun kaldınız?
question-nps = { $brand } markasını bir arkadaşınıza veya iş arkadaşınıza tavsiye etme olasılığınız nedir?
question-ces = { $brand } sorunumu çözmemi kolaylaştırdı.
question-fcr = Sorununuz çözüldü mü?
question-choice = Bu puanı vermenizin asıl nedeni neydi?
question-text = Bilmemiz gereken başka bir şey var mı?
question-comment = Bize biraz daha anlatmak ister misiniz?

## Options of a choice that surveys commonly use

choice-agent = Bana yardımcı olan kişi
choice-product = Ürün
choice-policy = Bir kural veya uygulama
choice-wait = Bekleme süresi

## The page

survey-title = { $brand } için görüşünüz
survey-language = Dil
survey-optional = (isteğe bağlı)
survey-no-answer = Yanıt vermek istemiyorum
survey-comment-hint = En fazla { $most } karakter. Lütfen şifre ve kart numarası yazmayın.
survey-send = Yanıtı gönder
survey-change = Yanıtımı değiştir
survey-chosen = { $value } seçeneğini işaretlediniz. Göndermek için “{ $button }” düğmesine basın veya başka bir değer seçin.
survey-saved = { $value } puanınız kaydedildi.
survey-saved-word = { $value } puanınız (“{ $word }”) kaydedildi.
survey-saved-more = Aşağıda ekleme yapabilir veya bu sayfayı kapatabilirsiniz.
survey-unsaved = Değişikliklerinizi kaydetmek için “{ $button }” düğmesine basın.
survey-answered = Yanıtınız: { $value }. Yanıtınızı { $date } tarihine kadar buradan değiştirebilirsiniz.
survey-privacy = Yanıtınız yalnızca { $brand } ile paylaşılır.
survey-unsubscribe = Bana bir daha sormayın
survey-privacy-link = Gizlilik bildirimi

## Thanks

thanks-title = Teşekkür ederiz
thanks-heading = Yanıtınız için teşekkür ederiz
thanks-body = { $value } puanınız kaydedildi ve artık { $brand } tarafından görülebilir.
thanks-change = Yanıtımı değiştir
thanks-close = Bu sayfayı kapatabilirsiniz.
held-heading = Yanıtınız ulaştı
held-body = Bu mesajdan bir dakika içinde, posta tarayıcılarının yaptığı gibi birkaç farklı puan geldi. Bu nedenle yanıtınız saklandı, ancak henüz sayılmıyor. Sayılması için lütfen bir dakika sonra yeniden gönderin.
held-again = Anketi yeniden aç

## What the form could not take

error-heading = Lütfen yanıtınızı kontrol edin
error-score-missing = Lütfen bir puan seçin.
error-score-scale = Lütfen { $min } ile { $max } arasında bir değer seçin.
error-option = Lütfen gösterilen seçeneklerden birini seçin.
error-text-long = { $count ->
    [one] Bu metin bir karakter uzun: en fazla { $most } karakter yazılabilir.
   *[other] Bu metin { $over } karakter uzun: en fazla { $most } karakter yazılabilir.
}

## Links that no longer work

expired-title = Bu anket sona erdi
expired-heading = Bu anket sona erdi
expired-body = İlginiz için teşekkür ederiz. Yanıtlar { $date } tarihine kadar verilebiliyordu; bu bağlantı artık yanıt kabul etmiyor.
unknown-title = Sayfa bulunamadı
unknown-heading = Bu bağlantı bir ankete götürmüyor
unknown-body = Bağlantı yolda kesilmiş olabilir. Lütfen mesajı yeniden açıp içindeki bağlantılardan birini kullanın.
busy-title = Bir dakika lütfen
busy-heading = Bir dakika lütfen
busy-body = Bu bağlantı bir dakika içinde çok sık açıldı. Lütfen biraz sonra yeniden deneyin.
failed-title = Bir şeyler ters gitti
failed-heading = Bizden kaynaklanan bir sorun oluştu
failed-body = Şu anda hiçbir şey kaydedilmedi. Lütfen geri dönüp biraz sonra yeniden deneyin.

## Unsubscribing

unsubscribe-title = Bu soruları almayı bırakın
unsubscribe-heading = { $brand } artık görüşünüzü sormasın mı?
unsubscribe-body = Bu durumda bu adrese artık { $brand } anketleri gönderilmez. Sorularınıza verilen yanıtlar gibi diğer mesajlar bundan etkilenmez.
unsubscribe-button = Artık sormayın
unsubscribed-title = Abonelikten çıktınız
unsubscribed-heading = Bir daha sormayacağız
unsubscribed-body = { $brand } bu adrese artık anket göndermeyecek.

## Fewer surveys, and changing one’s mind. The offers stand on one page with unsubscribing.

asked-about = Söz konusu adres: { $address }.
none-stands = { $day } tarihinden beri bu adrese anket gönderilmiyor.
fewer-stands = { $day } tarihinden beri daha seyrek soruyoruz: { $often }.
fewer-legend = Ya da daha seyrek
often = { $often ->
    [month] en fazla ayda bir kez
    [quarter] en fazla üç ayda bir kez
    [half] en fazla altı ayda bir kez
   *[year] en fazla yılda bir kez
}
fewer-button = Daha seyrek sorun
again-button = Yeniden sorun
fewer-title = Daha seyrek sorulacak
fewer-heading = Daha seyrek soracağız
fewer-body = { $brand } için daha az anket istediniz: { $often }.
again-title = Yeniden sorulacak
again-heading = Size yeniden sorabiliriz
again-body = { $brand } bu adrese yeniden anket gönderebilir.
blocked-bounce = Bu adrese gönderilen mesajlar geri döndü, bu yüzden { $brand } buraya anket göndermiyor. Adres yeniden çalışıyorsa lütfen { $brand } ile iletişime geçin.
blocked-complaint = E-posta sağlayıcınız, mesajlarımızdan birinin spam olarak işaretlendiğini bildirdi. { $brand } bu adrese artık anket göndermiyor ve bu buradan değiştirilemez.
blocked-legal = { $brand } bu adrese anket göndermemelidir. Bu doğru değilse lütfen { $brand } ile iletişime geçin.
choose-one = Hiçbir şey değiştirilmedi: lütfen aşağıdaki seçeneklerden birini seçin.
