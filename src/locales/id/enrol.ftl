enrol-language = Pilih bahasa · Choose a language
consent-intro = Hai 👋 Ini pesan dari programmu.

  Setiap hari, di jam yang kamu pilih, bot ini menanyakan beberapa hal singkat tentang harimu. Cukup satu ketukan per pertanyaan, kira-kira dua menit.

  Yang perlu kamu tahu dulu:
  • Kalau ada tanda bahaya, jawabanmu dibaca oleh { $counselor } dan penggantinya, bila perlu juga oleh koordinator program, dan bisa membuat mereka menghubungimu.
  • Bot ini bukan layanan darurat dan tidak dijaga 24 jam. Teknologi bisa gagal. Jangan mengandalkan bot ini untuk keselamatanmu. Tombol bantuan selalu menampilkan nomor yang bisa kamu hubungi.
  • Pertanyaannya bukan alat ukur medis yang sudah diuji, dan tidak meramal apa pun.
  • Pesan lewat Telegram, yang servernya di luar negeri dan bisa membacanya.
  • Lewat /menu kamu bisa melihat datamu dan siapa yang membukanya, mengunduh, memperbaiki, berhenti, dan menghapus semuanya, kapan saja.
  • Kami tidak memberi data ke Rutan, Bapas, polisi atau BNN kecuali diwajibkan hukum; kami tidak bisa menjanjikan lebih.

  Ikut atau tidak, sepenuhnya pilihanmu. Tidak ikut tidak ada akibatnya.
consent-checkIn = 1 dari 3 · Cek harian

  Boleh bot ini menanyakan keadaanmu setiap hari dan menyimpan jawabanmu? Kamu bisa menjeda atau berhenti kapan saja.
consent-counselor = 2 dari 3 · Berbagi dengan pendamping

  Boleh { $counselor } dan penggantinya melihat jawabanmu, dan dikabari kalau ada tanda yang berat atau kamu minta bantuan? Koordinator program juga bisa membuka kabar itu dengan jawaban yang jadi alasannya, kecuali soal zat dan keselamatan.
consent-summary = 3 dari 3 · Ringkasan mingguan

  Boleh kodemu (bukan namamu) muncul di ringkasan mingguan untuk koordinator program? Jawaban soal zat dan keselamatan tidak ditampilkan di sana; keduanya hanya ikut terhitung dalam rata-rata, warna hari, dan angka kelompok. Kalau tidak, kamu tetap bisa ikut cek harian.
consent-declined = Oke, terima kasih sudah jujur. Tidak ada akibatnya dan tidak ada yang diberi tahu. Kalau berubah pikiran, ketik /start kapan saja.
button-next = Lanjut
button-agree = Setuju
button-disagree = Tidak setuju

enrol-hour = Jam berapa enaknya cek harian? Pilih, atau ketik sendiri, misalnya 19:30.
hour-not-understood = Jam itu belum kebaca. Tulis seperti { $example }, dari 00:00 sampai 23:59.
practice = Latihan { $position } dari { $of } – jawaban ini tidak disimpan

  { $text }
practice-1 = Seberapa suka kamu teh manis?
practice-2 = Seberapa ramai jalanan hari ini?
practice-answer-0 = 0 Tidak sama sekali
practice-answer-1 = 1 Sedikit
practice-answer-2 = 2 Lumayan
practice-answer-3 = 3 Kuat
practice-answer-4 = 4 Sangat kuat
enrol-done = Selesai 👍 Cek pertamamu datang { $at }.

  Perintah yang berguna: /cek mulai sekarang · /jam ganti jam · /jeda istirahat dulu · /bantuan nomor penting · /berhenti berhenti ikut
enrol-continue = Lanjutkan dulu lewat tombol di atas. Kalau tombolnya hilang, ketik /start.

start-stranger = Halo. Bot ini hanya untuk orang yang diundang. Minta tautan undangan ke programmu, lalu buka tautan itu.
start-welcome-back = Halo lagi 👋 /cek cek harian · /jam ganti jam · /jeda istirahat dulu · /bantuan nomor penting · /berhenti berhenti ikut
start-expired = Tautan ini sudah lewat waktunya. Minta tautan baru ke programmu, ya.
start-used = Tautan ini sudah pernah dipakai. Kalau bukan kamu yang memakainya, segera beri tahu programmu.
start-wait = Terlalu banyak percobaan. Tunggu lima belas menit, lalu buka tautanmu lagi.
start-unknown = Tautan ini tidak dikenal. Pastikan tautannya utuh, atau minta yang baru.
start-taken = Akun Telegram ini sudah terdaftar. Satu akun untuk satu orang.
start-staff = Halo { $name } 👋 Akunmu sudah tersambung.
  Kalau ada yang perlu dilihat, pesannya muncul di sini. /menu untuk semuanya.

hour-ask = Cek harianmu jam { $hour }. Mau jam berapa? Pilih, atau ketik /jam diikuti jamnya, misalnya /jam 19:30.
hour-moved = Oke. Cek berikutnya { $at }.
hour-moved-now = Oke. Jam itu hari ini sudah lewat, jadi cek hari ini datang sebentar lagi, dan berikutnya di jam itu.
zone-now = Jamnya menurut { $zone }. Kalau kamu pindah daerah, pilih yang sekarang.
zone-changed = Oke, sekarang menurut { $zone }. Cek berikutnya { $at }.
rhythm-now-daily = Sekarang setiap hari.
rhythm-now-three-a-week = Sekarang tiga kali seminggu: Senin, Rabu, Jumat.
button-rhythm-daily = Setiap hari
button-rhythm-three-a-week = Tiga kali seminggu
rhythm-daily = Oke, setiap hari lagi. Cek berikutnya { $at }.
rhythm-three-a-week = Oke, mulai besok tiga kali seminggu: Senin, Rabu, Jumat. Cek berikutnya { $at }. Di hari lain kamu tetap bisa ketik /cek.
rhythm-too-early = Untuk sekarang cek tetap setiap hari.
rhythm-days = Senin, Rabu, Jumat
pause-ask = Mau istirahat berapa hari? Pendampingmu akan diberi tahu bahwa kamu menjeda.
pause-days = { $days } hari
pause-end = Aktifkan lagi
paused = Oke, cek harian dijeda. Mulai lagi { $at }. Tombol bantuan tetap bisa dipakai.
pause-ended = Aktif lagi. Cek berikutnya { $at }.
not-taking-part = Kamu sedang tidak ikut cek harian. Ketik /start kalau mau ikut.
withdraw-ask = Yakin mau berhenti? Tidak akan ada pertanyaan lagi. Tidak ada akibatnya.
withdraw-ask-told = Yakin mau berhenti? Tidak akan ada pertanyaan lagi. Pendampingmu diberi tahu bahwa kamu berhenti, tanpa alasan. Selain itu tidak ada akibatnya.
withdraw-yes = Ya, berhenti
withdraw-no = Tidak jadi
withdrawn = Sudah berhenti. Tidak ada pertanyaan lagi. Terima kasih sudah ikut. Kalau mau kembali, ketik /start.
withdraw-kept = Oke, lanjut seperti biasa 🙂

text-participant = Yang ini tidak bisa diteruskan dari sini. Ketik /cek untuk cek harian, atau /bantuan kalau butuh seseorang.
text-staff = Ini tidak dikirim ke siapa pun. Pakai /menu untuk memilih, atau balas langsung pesan yang mau dijawab.
text-stranger = Bot ini hanya untuk orang yang diundang.
trouble = Maaf, ada gangguan. Coba lagi sebentar, ya. Yang sudah kamu jawab aman.
dialogue-gone = Langkah ini sudah tidak berlaku. Mulai lagi dari /menu.
cancelled = Dibatalkan.
nothing-to-cancel = Tidak ada yang perlu dibatalkan.

help-first = Kamu tidak sendiri. Ini yang bisa dihubungi sekarang:
help-first-offered = Terima kasih sudah jujur. Harimu berat, dan kamu tidak sendiri. Kalau butuh seseorang, ini yang bisa dihubungi sekarang:
help-number = 📞 { $label }: { $number }
help-number-only = 📞 { $number }
help-number-about = { $what } · { $hours }
help-around-the-clock = 24 jam

command-cek = Cek harian sekarang
command-jam = Ganti jam
command-jeda = Istirahat dulu
command-bantuan = Nomor penting
command-menu = Menu
menu-participant = Mau apa?
