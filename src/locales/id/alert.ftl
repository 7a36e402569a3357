# Yang muncul di layar kunci: netral, tanpa alasan.
alert-push = 1 hal perlu dilihat · { $code }
alert-push-again = Masih ada 1 hal yang perlu dilihat · { $code }. Belum ada yang pegang.
alert-push-last = { $code } masih menunggu. Ini pengingat terakhir; tolong dilihat sekarang.
alert-push-expired = { $code } terbuka lagi: belum ada kabar darimu.
alert-state-open = Belum ada yang menangani.
alert-state-acknowledged = ✔ Ditangani { $holder } · { $time }
alert-state-contacted = ✔ Sudah dihubungi { $holder } · { $time }
alert-state-notReached = ↻ Belum tersambung ({ $holder } · { $time }). Muncul lagi otomatis.
alert-state-closed = ■ Selesai · { $time }
alert-state-closed-talked = ■ Sudah bicara ({ $holder } · { $time })
alert-state-closed-false-alarm = ■ Salah alarm ({ $holder } · { $time })
alert-moved = 1 hal sudah diserahkan ke rekan lain. Terima kasih.

button-alert-open = Lihat
button-alert-take = Saya tangani
button-alert-talked = Sudah bicara
button-alert-no-answer = Tidak tersambung
button-alert-false-alarm = Salah alarm

alert-title = { $mark } { $code } · { $tier }
tier-green = Hijau
tier-amber = Kuning
tier-orange = Oranye
tier-red = Merah
alert-day = Hari ke-{ $day } sejak bebas
alert-why = Kenapa ({ $time }):
alert-why-corrected = Dikoreksi oleh yang bersangkutan ({ $time }):
alert-why-none = jawaban sekarang tidak lagi memicu apa pun
alert-reason = • { $rule } — { $text }
alert-reason-hidden = • { $tier }; rinciannya hanya untuk pendamping yang ditugaskan
alert-waiting = Belum cukup riwayat untuk: { $waiting }
alert-waiting-rule = { $rule } ({ $have } dari { $need })
alert-trend = 7 hari terakhir (total 0–40, "·" = kosong):
alert-note = Aturan hanya menyarankan untuk menghubungi. Ini bukan diagnosis dan bukan ramalan.

reason-help-button = menekan tombol bantuan
reason-safety-danger = terpikir menyakiti diri dan takut akan melakukannya
reason-craving-without-confidence = dorongan sangat kuat dengan keyakinan rendah ({ $answers })
reason-substance-soft = zat terasa dekat ({ $answers })
reason-substance-reporting = melaporkan pemakaian ({ $answers })
reason-craving = dorongan atau kenangan sangat kuat ({ $answers })
reason-no-confidence = tidak yakin bisa melewati 24 jam ke depan ({ $answers })
reason-safety-thoughts = terlintas pikiran menyakiti diri
reason-safety-refused = tidak mau menjawab pertanyaan keselamatan, dengan sedih atau sepi yang kuat ({ $answers })
reason-asked-for-contact = minta dihubungi secepatnya
reason-total = total tinggi: { $total } dari { $outOf } (batas { $limit })
reason-many-signs = { $count } tanda kuat sekaligus ({ $answers })
reason-missed = { $days } hari berturut-turut tanpa jawaban
reason-missed-afterAlarm = { $days } hari tanpa jawaban setelah hari yang berat
reason-strongest-signs = tanda di tingkat tertinggi ({ $answers })
reason-personal-jump = jauh di atas biasanya: { $total }, biasanya sekitar { $mean } (dari { $days } cek)
reason-drift = naik beberapa hari ini: sekarang sekitar { $level }, biasanya sekitar { $mean } (dari { $days } cek)
reason-repeated-sign = kuat di { $times } atau lebih dari { $of } cek terakhir ({ $answers })
reason-half-missing = hanya { $completed } dari { $due } cek terakhir yang selesai
reason-bot-blocked = pesan bot tidak sampai lagi
reason-straight-lining = jawaban sama untuk semua, dalam hitungan detik, di { $times } hari
reason-almost-used = hampir memakai ({ $answers })
reason-answer = { $name } { $value }
reason-answer-skipped = { $name } dilewati

alert-taken-toast = Oke, kamu yang pegang.
alert-done-toast = Tercatat. Terima kasih.
alert-held-toast = Sudah dipegang { $name }.
alert-closed-toast = Sudah selesai sebelumnya.
alert-unknown-toast = Ini bukan untukmu, atau sudah tidak ada.
