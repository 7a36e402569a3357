caseload = Pesertaku ({ $total }), yang paling perlu di atas:
caseload-legend = ❗ belum ditangani · ✔ ditangani · ↻ belum tersambung · 💬 ingin dihubungi · 🟡 di daftar kuning · 🚫 tidak bisa dikirimi pesan · ⏸ istirahat · 🔕 diredam · ↪ menggantikan rekan
caseload-none = Belum ada peserta bersamamu.
caseload-today = hari ini
caseload-days-ago = { $days ->
    [1] kemarin
   *[other] { $days } hari lalu
  }
caseload-never = belum pernah

worklist = Daftar kuning ({ $total }). Buka untuk melihat alasannya; ⏰ sudah lewat waktunya (7 hari; setelah bebas 48 jam):
worklist-wish = 💬 Ingin dihubungi:
worklist-released = 📞 Baru bebas, telepon:
worklist-none = Daftar kuning kosong.
worklist-person = Buka { $code }
worklist-no-reasons = Dengan aturan sekarang tidak ada lagi alasannya.

case-unknown = Bukan pesertamu, atau sudah tidak bersamamu.
case-three-a-week = Cek tiga kali seminggu: Senin, Rabu, Jumat
case-day = Hari ke-{ $day } sejak bebas ({ $phase })
case-day-again = Hari ke-{ $day } sejak bebas; fase mulai lagi { $on }: hari ke-{ $days } ({ $phase })
case-before-release = Bebas { $days } hari lagi
case-phase-first-fortnight = dua minggu pertama
case-phase-first-month = sampai hari ke-28
case-phase-first-quarter = sampai hari ke-90
case-phase-first-half-year = sampai hari ke-180
case-phase-later = setelah hari ke-180
case-week = 7 hari: { $week }
case-no-alert = Tidak ada yang terbuka.
case-alert-open = { $mark } { $tier }: belum ada yang menangani
case-alert-open-again = { $mark } { $tier }: sekarang tidak ada yang menangani
case-alert-acknowledged = { $mark } { $tier }: ditangani { $holder }
case-alert-contacted = { $mark } { $tier }: sudah dihubungi { $holder }
case-alert-notReached = { $mark } { $tier }: belum tersambung ({ $holder })
case-wishes = 💬 Ingin dihubungi, kapan saja ({ $day })
case-to-call = 📞 Bebas { $day }: telepon dalam 48 jam, lalu tulis catatan.
case-to-call-invited = 📞 Bebas { $day }, dan belum membuka undangannya: telepon dalam 48 jam. Baris ini hilang begitu undangannya dibuka, paling lama setelah 14 hari.
case-reachable = Bisa dikirimi pesan.
case-unreachable = Tidak bisa dikirimi pesan (belum tersambung, bot diblokir, atau akun hilang).
case-next = Cek berikutnya: { $at }
case-no-next = Tidak ada cek yang dijadwalkan.
case-paused = Istirahat sampai { $day }
button-case-wish-met = ✔ Sudah kuhubungi
button-case-picture = Gambar 30 hari
button-case-answers = Jawaban
button-case-alerts = Riwayat alarm
button-case-notes = Catatan
button-case-add-note = ➕ Catatan
button-case-write = Tulis pesan
button-case-extra = Minta cek sekarang

case-answers = { $code } · jawaban terakhir (angka: 0–4, makin tinggi makin berat):
case-answers-none = Belum ada jawaban.
case-total = total { $total } dari 40
case-answer-said = { $name }: { $said }
case-alerts = { $code } · alarm 90 hari terakhir: { $total }
case-outcome-open = belum ditangani
case-outcome-acknowledged = ditangani
case-outcome-contacted = sudah dihubungi
case-outcome-notReached = belum tersambung
case-outcome-closed = selesai
case-outcome-talked = sudah bicara
case-outcome-agreed = setuju dibantu
case-outcome-met = sudah bertemu
case-outcome-false-alarm = salah alarm
case-outcome-referred = dirujuk
case-notes = { $code } · catatan terakhir:
case-note-unreadable = (Catatan ini rusak dan tidak terbaca.)
case-notes-none = Belum ada catatan.
note-ask = Tulis catatan tentang { $code }. Jangan pakai nama asli, siapa pun. Yang bisa membaca: pendampingnya, yang menggantikan saat ia tidak ada, dan { $code } sendiri lewat unduhan datanya.
note-too-long = Terlalu panjang; paling banyak { $most } huruf. Tulis lebih pendek.
note-added = Catatan tentang { $code } tersimpan. Pesanmu sudah dihapus dari chat ini.
question-left = Pertanyaan tentang { $code } ditutup karena kamu membuka yang lain. Belum ada yang dicatat.

extra-asked = Terkirim: cek hari ini.
extra-asked-already = Belum satu jam sejak diminta. Beri waktu dulu.
extra-answered-already = Cek hari ini sudah diisi. Lihat di Jawaban.
extra-paused = Sedang istirahat sampai { $day }. Kalau mendesak, hubungi langsung.
extra-before-release = Belum bebas; cek mulai { $day }.
extra-quiet = Sekarang jam tenang. Bisa diminta lagi { $at }.
extra-unreachable = Tidak bisa dikirimi pesan. Coba hubungi dengan cara lain.
extra-not-taking-part = Orangnya tidak ikut cek harian (belum mulai atau sudah berhenti).

month-title = { $code } · 30 hari
month-legend = Total 0–40 · pita = biasanya · – = tanpa total (cek singkat)
month-legend-no-usual = Total 0–40 · "biasanya" belum diketahui · – = tanpa total (cek singkat)

button-case-quiet = Redam alarm
quiet = { $code } · alarm biasa bisa diredam sementara. Yang merah, hari kosong, zat yang sangat dekat atau pemakaian, minta dihubungi, dan keselamatan selalu tetap dikabari. Daftar kuning ikut diredam.
  Atas: tunda alarm biasa. Bawah: total yang wajar untuk orang ini, selama { $days } hari.
quiet-snooze = { $days } hari
quiet-expect = sampai { $total }
quiet-end = Akhiri peredaman
quiet-snoozed = 🔕 Alarm biasa ditunda sampai { $day }
quiet-expected = 🔕 Total sampai { $total } dari 40 dianggap wajar sampai { $day }
quiet-done-toast = Tercatat.
button-amber-seen = ✔ Sudah kulihat
button-amber-unseen = Tampilkan lagi di daftar
button-follow-up = { $day }: kelanjutannya?
