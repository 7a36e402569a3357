# Yang muncul di layar kunci: netral, tanpa alasan.
alert-push = 1 hal perlu dilihat · { $code }
alert-push-again =
    { $count ->
        [1] Masih ada 1 hal yang perlu dilihat · { $code }. Sekarang tidak ada yang pegang.
        [2] { $code } masih belum ada yang pegang. Siapa yang bisa melihatnya sekarang?
       *[other] Sudah diingatkan { $count } kali · { $code } masih menunggu seseorang.
    }
alert-push-last = { $code } masih menunggu. Ini pengingat terakhir; tolong dilihat sekarang.
alert-push-last-until = { $code } masih menunggu. Tidak ada pengingat lagi sampai batas waktu kontak ({ $until }); tolong dilihat sekarang.
alert-push-expired = { $code } terbuka lagi: belum ada kabar darimu.
alert-push-reopened = 1 hal perlu dilihat · { $code }: ada kabar baru, jadi terbuka lagi.
alert-push-overdue = { $code } belum dihubungi, dan batas waktunya sudah lewat. Tolong dilihat sekarang.
alert-push-taken-over = { $code } sekarang ditangani rekan lain: batas waktunya sudah lewat.
alert-state-open = Belum ada yang menangani.
alert-state-open-again = Sekarang tidak ada yang menangani.
alert-state-acknowledged = ✔ Ditangani { $holder } · { $time }
alert-state-contacted = ✔ Sudah dihubungi { $holder } · { $time }
alert-state-notReached = ↻ Belum tersambung ({ $holder } · { $time }). Muncul lagi { $at }.
alert-state-closed = ■ Selesai · { $time }
alert-state-closed-talked = ■ Sudah bicara ({ $holder } · { $time })
alert-state-closed-false-alarm = ■ Salah alarm ({ $holder } · { $time })
alert-goes-on = Lanjut di pesan yang lebih baru.
alert-moved = 1 hal sudah diserahkan ke rekan lain. Terima kasih.
alert-moved-closed = 1 hal sudah ditutup. Terima kasih.

button-alert-open = Lihat
button-open-case = Buka { $code }
button-alert-take = Saya tangani
button-alert-talked = Sudah bicara
button-alert-no-answer = Tidak tersambung
button-alert-false-alarm = Salah alarm
button-alert-false-alarm-yes = Ya, salah alarm

menu-open-alerts = Yang masih terbuka
open-alerts = Yang masih terbuka ({ $total }), yang paling mendesak di atas:
button-open-alerts = ← Daftar
open-alerts-none = Tidak ada yang terbuka.
open-alerts-since = sejak { $time }
open-alerts-nobody = tidak ada yang pegang

alert-title = { $mark } { $code } · { $tier }
tier-green = Hijau
tier-amber = Kuning
tier-orange = Oranye
tier-red = Merah
alert-day = Hari ke-{ $day } sejak bebas
alert-write-others = Menulis lewat bot: minta { $names }.
alert-write-nobody = Menulis lewat bot: belum ada yang bisa. Tunjuk pendamping di /menu → Peserta.
alert-why = Kenapa ({ $time }):
alert-why-corrected = Dikoreksi oleh yang bersangkutan ({ $time }):
alert-earlier = Sebelumnya sudah ada { $count } lagi
alert-why-gone = Alasan alarm ini tidak tersimpan lagi, atau tidak bisa dibaca.
alert-why-none = jawaban sekarang tidak lagi memicu apa pun
alert-reason = • { $rule } — { $text }
alert-reason-hidden = • { $tier }; rinciannya hanya untuk pendamping yang ditugaskan
alert-reason-hidden-red = • Merah: minta bantuan, atau ada jawaban yang tidak bisa menunggu; rinciannya hanya untuk pendamping yang ditugaskan
alert-reason-hidden-more = • lainnya: rinciannya hanya untuk pendamping yang ditugaskan
alert-waiting = Belum cukup riwayat untuk: { $waiting }
alert-waiting-rule = { $rule } ({ $have } dari { $need })
alert-short = Cek singkat: tanda yang lain tidak ditanyakan, jadi O3 dan O4 hanya dinilai kalau yang sedikit ini sudah cukup, dan A1 tidak dinilai.
alert-trend-no-total = ▫ / { short-form }: dijawab, tanpa total
short-form = cek singkat
total-scaled = ≈ satu tanda dilewati; total disetarakan dari yang lain
alert-trend = 7 hari terakhir (total 0–40, "·" = kosong):
alert-note = Aturan hanya menyarankan untuk menghubungi. Ini bukan diagnosis dan bukan ramalan.

reason-help-button = menekan tombol bantuan
reason-safety-danger = terpikir menyakiti diri dan takut akan melakukannya
reason-craving-without-confidence = dorongan sangat kuat dengan keyakinan rendah ({ $answers })
reason-craving-without-confidence-felt = dorongan atau kenangan memakai, bersama keyakinan untuk 24 jam ke depan ({ $answers })
reason-substance-soft = zat terasa dekat ({ $answers })
reason-substance-reporting = melaporkan pemakaian ({ $answers })
reason-substance-offered = ditawari zat ({ $answers })
reason-craving = dorongan atau kenangan sangat kuat ({ $answers })
reason-craving-felt = dorongan atau kenangan memakai ({ $answers })
reason-no-confidence = tidak yakin bisa melewati 24 jam ke depan ({ $answers })
reason-no-confidence-felt = belum sepenuhnya yakin bisa melewati 24 jam ke depan ({ $answers })
reason-safety-thoughts = terlintas pikiran menyakiti diri
reason-safety-refused = tidak mau menjawab pertanyaan keselamatan, di hari yang juga sedih atau sepi ({ $answers })
reason-asked-for-contact = minta dihubungi secepatnya
reason-total = total tinggi: { $total } dari { $outOf } (batas { $limit })
reason-many-signs = { $count } tanda kuat sekaligus ({ $answers })
reason-many-signs-felt = { $count } tanda terasa sekaligus ({ $answers })
reason-missed = { $days ->
    [1] 1 cek tanpa jawaban
   *[other] { $days } cek berturut-turut tanpa jawaban
  }
reason-missed-afterAlarm = { $days } cek tanpa jawaban setelah hari yang berat
reason-strongest-signs = tanda di tingkat tertinggi ({ $answers })
reason-strongest-signs-felt = tanda yang menonjol ({ $answers })
reason-personal-jump = jauh di atas biasanya: { $total } dari 40, biasanya sekitar { $mean } dari 40 (menurut { $days } cek)
reason-drift = naik beberapa hari ini: sekarang sekitar { $level } dari 40, biasanya sekitar { $mean } dari 40 (menurut { $days } cek)
reason-repeated-sign = kuat di { $times } atau lebih dari { $of } cek terakhir ({ $answers })
reason-repeated-sign-felt = terasa di { $times } atau lebih dari { $of } cek terakhir ({ $answers })
reason-half-missing = hanya { $completed } dari { $due } cek terakhir yang selesai
reason-bot-blocked = pesan bot tidak sampai lagi
reason-straight-lining = jawaban sama untuk semua, dalam hitungan detik, di { $times } hari
reason-almost-used = hampir memakai ({ $answers })
reason-answer = { $name } { $value }
reason-answer-skipped = { $name } dilewati
reason-answer-unreadable = { $name } tidak terbaca

alert-taken-toast = Oke, kamu yang pegang.
alert-done-toast = Tercatat. Terima kasih.
alert-held-toast = Sudah dipegang { $name }.
alert-closed-toast = Sudah selesai sebelumnya.
alert-changed-toast = Belum tercatat: keadaannya sudah berubah. Baca dulu di sini.
alert-unknown-toast = Ini bukan untukmu, atau sudah tidak ada.
alert-person-withdrawn = Orangnya berhenti ikut.
alert-person-frozen = Akunnya dikunci; jangan berkirim pesan lewat bot.
alert-reason-withdrawn = • { $tier }; rinciannya tidak ditampilkan lagi
alert-reason-withdrawn-more = • lainnya: rinciannya tidak ditampilkan lagi
notice-withdrawn = { $code } tidak ikut cek harian lagi.

alert-push-unfinished = 1 hal belum ditutup · { $code }. Apa hasilnya?
alert-state-closed-agreed = ■ Setuju dibantu ({ $holder } · { $time })
alert-state-closed-met = ■ Sudah bertemu ({ $holder } · { $time })
alert-state-closed-referred = ■ Dirujuk ({ $holder } · { $time })
alert-unconnected = ‼ Belum tersambung sejak { $time }
alert-wait = ⏳ Menunggu kontak sejak { $time } · target { $aim } · paling lambat { $limit }
alert-wait-aim = ⏰ Menunggu kontak sejak { $time } · target { $aim } terlewat · paling lambat { $limit }
alert-wait-limit = ‼ Belum ada kontak sejak { $time } · batas { $limit } terlewat. Hubungi sekarang, atau minta rekan.
alert-step-told = dikabari { $time }
alert-step-taken = diambil { $time }
alert-step-contacted = bicara { $time }
alert-step-agreed = setuju { $time }
alert-step-seen = bertemu { $time }
alert-step-stayed = bertahan { $time }
alert-ask-outcome = Sudah bicara. Apa hasilnya?
alert-ask-outcome-inherited = { $name } sudah bicara. Apa hasilnya?
alert-ask-referral = Dirujuk ke mana?
alert-ask-false-alarm = Benar salah alarm? Sesudahnya tidak ada lagi yang dikabari atau ditanyai soal ini, dan tidak bisa dibuka lagi.
button-alert-not-talked = Belum – salah tekan
button-alert-goes-on = Kelanjutannya?
button-alert-refer = Rujuk
button-alert-enough = Cukup bicara
button-alert-agreed = Setuju dibantu
button-alert-met = Sudah bertemu
button-alert-to-clinic = Puskesmas / RS
button-alert-to-rehab = Tempat rehab
button-alert-to-group = Kelompok dukungan
button-alert-to-other = Lainnya

# Datang sendiri: netral.
follow-up-push = Bagaimana kabar { $code } sejak { $day }? Satu ketukan saja.
follow-up-ask = { $code } · { $day }: bagaimana kelanjutannya?
follow-up-done = { $code } · { $day }: sudah tercatat. Terima kasih.
button-follow-up-agreed = Setuju dibantu
button-follow-up-came = Sudah datang
button-follow-up-not-yet = Belum
button-follow-up-gave-up = Tidak jadi
button-follow-up-stayed = Masih lanjut
button-follow-up-left = Tidak lanjut lagi
numbers-again = Belum ada yang tersambung denganmu. Kamu bisa menelepon sekarang: { $numbers }
