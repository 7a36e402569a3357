consent-again-never-asked = Ada satu hal baru yang perlu kamu izinkan dulu.
consent-again-text-changed = Penjelasan ini berubah sejak kamu setuju. Baca lagi sebentar, ya.
consent-again-released = Sekarang kamu sudah di luar, jadi kami tanya lagi: masih mau ikut?
consent-again-needed = Kalau tidak setuju, cek harian berhenti. Pendampingmu diberi tahu bahwa kamu berhenti, tanpa alasan; selain itu tidak ada akibatnya.
consent-again-free = Menolak tidak ada akibatnya.
consent-again-leaving = Tanpa izin ini cek harian tidak bisa jalan. Yakin mau berhenti? Tidak akan ada pertanyaan lagi. Pendampingmu diberi tahu bahwa kamu berhenti, tanpa alasan. Selain itu tidak ada akibatnya, dan kamu bisa kembali kapan saja.

menu-participant-named = Hai { $nickname } 👋 Mau apa?
menu-check-in = 📝 Cek harian sekarang
menu-safety = 🧭 Bantuan & rencanaku
menu-journey = 🌱 Perjalananku
menu-rhythm = ⏰ Jam & jeda
menu-data = 🔒 Data & izinku
rhythm = Mau mengatur apa?

journey = 🌱 Perjalananku
journey-none = Belum ada cek harian. Mulai kapan pun kamu siap.
journey-streak = { $current ->
    [0] Cek harianmu sempat bolong. Tidak apa-apa, hari ini bisa mulai lagi.
    [1] Kamu sudah hadir satu kali. Begitulah awalnya. 💪
   *[other] Kamu hadir { $current } cek berturut-turut, juga di hari yang berat. 💪
  }
journey-back = Kamu hadir lagi. Kembali setelah bolong itu juga kuat. 💪
journey-up = Minggu ini terasa lebih berat dari biasanya untukmu. Wajar. Boleh minta ditemani.
journey-down = Minggu ini terasa lebih ringan dari biasanya untukmu.
journey-same = Minggu ini seperti biasanya untukmu.
journey-unknown = Belum cukup hari untuk dibandingkan dengan biasanya.
button-own-picture = Lihat gambar 30 hari
button-why-told = Kenapa ada yang dikabari?
progress-title = 30 hari terakhir
progress-legend = Makin tinggi makin berat. Pita abu-abu: biasanya untukmu. Titik: cek singkat.
progress-legend-no-usual = Makin tinggi makin berat. Titik: cek singkat.

why-told = Saat ada yang dikabari, yang terbaru dulu. Aturan hanya menyarankan untuk menghubungimu; tidak ada akibat otomatis.
why-told-never = Belum pernah ada yang dikabari tentang kamu.
why-told-no-reasons = • Alasannya sudah tidak disimpan lagi.
why-told-more = … dan { $count } alasan lagi
why-told-who = { $name } dikabari { $at }
why-told-nobody = Belum ada yang bisa dikabari.
why-told-somebody = Siapa yang dikabari sudah tidak disimpan lagi.
why-told-open = Belum ada yang menangani.
why-told-open-again = Sekarang tidak ada yang menangani.
why-told-taken = { $name } menanganinya.
why-told-not-reached = { $name } mencoba menghubungimu dan belum tersambung.
why-told-closed = Sudah selesai.
why-told-closed-talked = { $name } sudah bicara denganmu.
why-told-closed-agreed = { $name } sudah bicara denganmu.
why-told-closed-met = { $name } sudah bicara denganmu.
why-told-closed-false-alarm = { $name } menilai kali ini tidak perlu tindak lanjut. Kamu tetap boleh minta bantuan kapan saja.
why-told-closed-referred = { $name } menghubungkanmu dengan bantuan lain.

own-data = 🔒 Ini yang disimpan tentang kamu. Kodemu { $code }; nama aslimu tidak ada di sini. Isinya bisa kamu unduh.
stored-checkIns = • { $count } cek harian
stored-answers = • { $count } jawaban
stored-alerts = • { $count } kali ada yang dikabari
stored-notes = • { $count } catatan pendamping
stored-messages = • { $count } pesan
stored-consents = • { $count } pernyataan izin
stored-planParts = • { $count } bagian rencanamu
button-seen-by = Siapa yang melihat
button-own-export = Unduh dataku
button-own-profile = Perbaiki
button-own-consents = Izinku
button-own-lock = Ponsel hilang
button-own-withdraw = Berhenti ikut
button-own-erase = Hapus semua dataku

seen-by = Siapa yang membuka datamu (90 hari terakhir):
seen-by-nobody = Belum ada yang membuka datamu dalam 90 hari terakhir.
seen-by-line = { $count ->
    [1] { $at } · { $name } · { $what }
   *[other] { $at } · { $name } · { $what } ({ $count } kali, ini yang terbaru)
  }
seen-by-somebody = seseorang yang sudah tidak bertugas
seen-by-operator = pengelola sistem
seen-by-not-lists = Tidak termasuk di sini: daftar kerja tim, yang memuat kode dan keadaan banyak orang sekaligus.
seen-by-more = … dan { $count } kali lagi. Semuanya ada di unduhan.
seen-back-test = uji coba aturan lain, dengan data semua peserta
seen-back-test-agreed = uji coba aturan lain, dengan data semua yang ada di ringkasan mingguan
seen-export = salinan data seluruh program
seen-export-with-sealed-answers = salinan data seluruh program, juga jawaban soal zat dan keselamatan
seen-list-audit = catatan siapa yang membuka datamu
seen-read-alert = kabar tentangmu
seen-read-answers = jawabanmu
seen-read-case = halaman tentangmu
seen-read-desk = kode, status, dan pendampingmu
seen-read-message = pesanmu
seen-read-past-alerts = riwayat kabar tentangmu
seen-read-month = gambar 30 hari
seen-read-notes = catatan tentangmu
seen-read-plan = rencanamu
seen-read-reasons = kenapa satu harimu perlu dilihat
seen-receive-summary = ringkasan mingguan
seen-other = datamu

export-ask = Dua berkas akan dikirim ke chat ini: satu untuk dibaca, satu untuk komputer. Isinya semua jawaban dan pesanmu.

  Berkas itu tinggal di chat ini sampai dihapus, dan siapa pun yang memegang ponselmu bisa membukanya. Lanjut?
button-export-yes = Ya, kirim ke sini
export-coming = Sedang disiapkan. Berkasnya muncul di bawah.
own-file-page = Untuk dibaca: buka dengan browser. Berkas ini tinggal di chat sampai kamu menghapusnya.
own-file-json = Untuk komputer. Berkas ini tinggal di chat sampai kamu menghapusnya.
button-discard = 🗑 Hapus dari chat

own-profile = Panggilan: { $nickname }
  Bahasa: { $language }
  Jam: { $hour }
  Tanggal bebas: { $release }

  Apa yang mau diperbaiki? Jawaban hari ini diperbaiki lewat /cek.
button-nickname = Panggilan
button-language = Bahasa Indonesia ⇄ English
button-release = Tanggal bebas
own-changed = Sudah diganti 👍
language-changed = Sekarang dalam Bahasa Indonesia.
nickname-ask = Bot boleh memanggilmu apa? Hanya kamu yang melihatnya. Jangan nama lengkap.
nickname-none = Tanpa panggilan
nickname-too-long = Itu terlalu panjang. Paling banyak { $most } huruf.
release-ask = Kapan tanggal bebasmu? Tulis seperti 1-12-2026. Pendampingmu akan diberi tahu.
release-not-understood = Tanggal itu tidak bisa dipakai. Tulis seperti 1-12-2026, paling jauh 60 hari ke depan.
release-corrected = Tanggal bebasmu sekarang { $date }. Terima kasih.

own-consents = Yang kamu izinkan sekarang:
own-purpose-checkIn = Cek harian
own-purpose-counselor = Berbagi dengan pendamping
own-purpose-summary = Ringkasan mingguan
own-purpose-plan = Rencanaku, dibaca pendamping
own-consent-yes = setuju
own-consent-no = tidak setuju
button-summary-off = Keluar dari ringkasan
button-summary-on = Ikut ringkasan

lock-without-word = Kalau ponselmu hilang atau dipegang orang lain, bot bisa dikunci: tidak ada yang ditampilkan atau dikirim lagi.

  Pilih kata rahasia sekarang. Dengan itu kamu bisa mengunci dari ponsel siapa pun, atau minta koordinator melakukannya.
lock-with-word = Ponsel hilang? Dari ponsel lain, kirim ke bot ini:
  /kunci { $code } kata-rahasiamu

  Koordinator juga bisa menguncinya. Untuk menyambung lagi kamu perlu tautan baru dari programmu.
button-freeze-now = Kunci sekarang
freeze-myself-ask = Kunci sekarang? Bot tidak menampilkan atau mengirim apa pun lagi ke akun ini, kecuali nomor bantuan, sampai kamu dapat tautan baru dari programmu.
button-lock-word = Pilih kata rahasia
button-lock-word-new = Ganti kata rahasia
lock-word-ask = Ketik kata rahasiamu, paling sedikit { $fewest } huruf. Pesanmu langsung dihapus dari chat ini.
lock-word-too-short = Kata itu tidak bisa dipakai. Paling sedikit { $fewest } huruf, paling banyak 64.
lock-word-set = Kata rahasiamu tersimpan dan tidak bisa dibaca siapa pun. Ingat baik-baik, ya.
frozen-toast = Terkunci.
lock-done = Terkunci. Akun lama tidak menerima apa pun lagi. Minta tautan baru ke programmu.
lock-form =
  Untuk mengunci akun di ponsel yang hilang, ketik perintahnya dengan kode dan kata rahasia pemiliknya:
  /kunci KODE kata-rahasia
lock-no = Kode dan kata itu tidak cocok. Periksa lagi, atau minta koordinator menguncinya.
account-frozen = Akun ini dikunci. Untuk menyambung lagi, minta tautan baru ke programmu. Nomor bantuan tetap bisa dibuka.
button-freeze = 🔒 Kunci akun
freeze-ask = Kunci akun { $code }? Tidak ada yang ditampilkan atau dikirim lagi ke ponsel itu, sampai koordinator membuat tautan baru.
button-freeze-yes = Ya, kunci
freeze-done = { $code }: akunnya terkunci. Tautan baru dibuat dari halaman orangnya.
notice-frozen = { $code }: akunnya dikunci. Perlu tautan baru.
notice-release-corrected = { $code }: tanggalnya diperbaiki menjadi { $day }.

erase-ask = Hapus SEMUA datamu? Jawaban, pesan, catatan, izin: semuanya hilang dan tidak bisa dikembalikan. Cek harian berhenti. Tidak ada akibatnya untukmu.

  Kalau ada yang sedang mengurus kabar tentangmu, mereka hanya membaca bahwa datanya dihapus.

  Mau salinannya dulu? Pakai "Unduh dataku".
button-erase-yes = Ya, hapus semua
button-erase-no = Tidak jadi
erased = Semua datamu sudah dihapus. Salinan di cadangan ikut hilang paling lambat 30 hari lagi.

  Yang masih terlihat di chat ini hanya ada di ponselmu dan di Telegram: buka menu chat (⋮), lalu "Hapus chat", centang juga untuk bot ini. Semoga jalanmu baik. Kalau butuh seseorang, { $numbers } bisa dihubungi.
data-erased = Data dihapus.
message-expired = Isi pesan ini tidak tersimpan lagi.
message-gone = Pesan ini sudah tidak ada.
notice-erased-open = 1 hal yang masih terbuka ditutup: datanya dihapus.
button-erase = 🗑 Hapus data
erase-why = Kenapa data { $code } dihapus? Alasannya dicatat, tanpa nama.
erase-reason-asked = Orangnya yang meminta
erase-reason-mistake = Salah didaftarkan
erase-reason-ended = Programnya selesai
erase-somebody = Hapus SEMUA data { $code }? Tidak bisa dikembalikan.
erased-somebody = Data dihapus. Cadangan menyusul paling lambat 30 hari lagi.

own-page-title = Datamu
own-page-intro = Dibuat { $at }. Berkas ini hanya untuk kamu. Siapa pun yang menerimanya tidak boleh meneruskannya tanpa izinmu.
own-page-profile = Tentang kamu
own-page-code = Kode
own-page-programme = Program
own-page-nickname = Panggilan
own-page-language = Bahasa
own-page-hour = Jam cek
own-page-release = Tanggal bebas
own-page-counselor = Pendamping
own-page-telegram = Nomor akun Telegram
own-page-since = Terdaftar
own-page-status = Statusmu
own-status-invited = terdaftar, tautan belum dibuka
own-status-consenting = sedang ditanya izinmu
own-status-active = ikut cek harian
own-status-declined = kamu tidak mau ikut
own-status-withdrawn = kamu sudah berhenti
own-status-frozen = akunmu dikunci
own-page-zone = Jam menurut
own-page-next = Cek berikutnya
own-page-paused = Istirahat sampai
own-page-three-a-week = Tiga kali seminggu sejak
own-page-phases = Fase mulai lagi
own-page-quiet = Kabar ke pendamping dikurangi sampai
own-page-expected = Yang dianggap biasa bagimu
own-page-expected-total = total sampai { $total } dari 40, sampai { $until }
own-page-linked = Tersambung dengan Telegram
own-page-unreachable = Pesan tidak sampai sejak
own-page-lock-word = Kata rahasia dipilih
own-page-on-paper = di kertas
own-page-invitations = Tautan untukmu
own-page-link-used = dibuka { $at }
own-page-link-until = belum dibuka, berlaku sampai { $at }
own-page-asked = ditanya { $at }
own-page-finished = selesai { $at }
own-page-fits = perbandingannya cocok menurutmu
own-page-fits-not = perbandingannya kurang cocok menurutmu
own-page-amber-seen = hari kuning ini dilihat { $at }
own-page-wish-met = kamu dihubungi { $at }
own-page-sent = Yang dikirim bot kepadamu
own-sent-prompt = ajakan cek harian
own-sent-nudge = pengingat
own-sent-ask-back = bertanya apakah kamu aman
own-sent-numbers-again = nomor penting lagi
own-sent-relay = kabar bahwa ada pesan untukmu
own-sent-relay-content = pesan untukmu
own-sent-relay-status = apakah pesanmu sudah sampai
own-sent-export-json = datamu, untuk komputer
own-sent-export-page = datamu, untuk dibaca
own-sent-closing = chat dirapikan
own-sent-other = pemberitahuan
own-page-consents = Izin
own-page-check-ins = Cek harian
own-page-no-answers = Tidak ada jawaban.
own-page-correction = { $name }: sebelumnya { $before }, diperbaiki { $at }
own-page-skipped = dilewati
own-page-unreadable = tidak terbaca
own-page-alerts = Saat ada yang dikabari
own-page-taken = Ditangani
own-page-outcome = Hasil
own-page-referred = Dirujuk ke
own-event-corrected = jawaban dikoreksi
own-event-told = ada yang dikabari
own-event-told-again = dikabari lagi
own-event-left = berhenti ikut
own-event-frozen = akun dikunci
own-event-linked-again = akun disambung lagi
own-page-notes = Catatan tentang kamu
own-page-messages = Pesan
own-page-plan = Rencanaku
own-page-you = kamu
own-kind-voice = pesan suara
own-kind-photo = foto
own-language-id = Bahasa Indonesia
own-language-en = English
own-page-seen = Siapa yang melihat
own-page-nothing = Tidak ada.

button-paper = 📄 Izin di kertas
paper-ask = Apa yang ditandatangani di kertas? Catatannya tidak menggantikan: orangnya tetap ditanya sendiri saat membuka tautan.
button-paper-all = Ketiganya
button-paper-without-summary = Tanpa ringkasan mingguan
paper-done = Tercatat. Simpan kertasnya baik-baik.
command-kunci = Ponsel hilang
command-berhenti = Berhenti
command-batal = Batalkan
