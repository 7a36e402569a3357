menu = Halo { $name }. Mau apa?
menu-counselor = Halo { $name }. Kalau ada yang perlu dilihat, pesannya muncul di sini dan bisa langsung kamu buka.
menu-invite-participant = ➕ Undang peserta
menu-invite-counselor = ➕ Pendamping
menu-invite-coordinator = ➕ Koordinator
menu-people = Peserta
menu-staff = Tim
menu-week = Ringkasan minggu
menu-numbers = Nomor bantuan
button-menu = ☰ Menu
button-cancel = Batal

people = Peserta ({ $total }):
people-none = Belum ada peserta. Undang yang pertama lewat menu.
status-invited = belum membuka tautan
status-consenting = sedang mendaftar
status-active = ikut
status-declined = tidak ikut
status-withdrawn = berhenti
status-frozen = akun dibekukan
status-unreachable = ikut, tapi bot diblokir
person-release = Bebas: { $date }
person-counselor = Pendamping: { $name }
person-backup = Pengganti: { $name }
button-assign = Ganti pendamping
button-reinvite = Buat tautan baru
assign-ask = Siapa yang mendampingi?
assigned-toast = Pendamping diganti.

staff = Tim:
role-counselor = pendamping
role-coordinator = koordinator
staff-not-linked = { $name } (belum tersambung)

invite-code = Kode untuk peserta baru? Jangan pakai nama. Ketik, atau pakai { $suggested }.
invite-code-not-understood = Kode berupa huruf lalu angka, misalnya { $suggested }.
invite-counselor = Siapa pendamping { $code }?
invite-backup = Siapa penggantinya kalau pendamping tidak bisa?
invite-no-backup = Tanpa pengganti
invite-release = Kapan bebas? Pilih, atau ketik tanggalnya, misalnya 1-12-2026.
invite-release-not-understood = Tanggal itu belum kebaca. Tulis seperti { $example } atau 1-12-2026.
invite-today = Hari ini
invite-tomorrow = Besok
invite-participant-done = { $code } sudah terdaftar, bebas { $date }. Serahkan tautan di bawah ini langsung kepada orangnya. Hanya bisa dipakai sekali.
invite-code-taken = Kode itu sudah dipakai. Mulai lagi dari /menu dengan kode lain.
invite-numbers-missing = Pastikan dulu satu nomor orang dan satu nomor 24 jam di /menu → Nomor bantuan.
invite-unknown-staff = Pendamping itu tidak ada lagi. Mulai lagi dari /menu.
invite-name-counselor = Nama pendamping, seperti yang akan dibaca peserta?
invite-name-coordinator = Nama koordinator?
invitation = Undangan untuk { $who }
  { $link }

  Berlaku sampai { $until }, sekali pakai.

week-ask = Minggu yang mana?
week-range = { $from } – { $to }
week-coming-toast = Sedang disiapkan…

numbers = Nomor yang dilihat peserta saat menekan tombol bantuan. Telepon dulu, baru tekan "sudah dicoba".
number-missing-human = ⚠️ Belum ada nomor orang yang sudah dicoba.
number-missing-24h = ⚠️ Belum ada nomor 24 jam yang sudah dicoba.
number-confirmed = ✔ dicoba { $date }
number-unconfirmed = belum dicoba
number-confirmed-toast = Tercatat: sudah dicoba hari ini.
button-confirm-number = ✔ { $label } sudah dicoba
button-add-number = ➕ Tambah nomor orang
number-name = Nama orangnya, seperti yang akan dibaca peserta?
number-number = Nomor teleponnya?
number-hours = Kapan bisa dihubungi? Pilih, atau ketik, misalnya "Senin–Jumat 08.00–16.00".
number-added = Nomor ditambahkan. Telepon dulu, lalu tandai "sudah dicoba" di /menu → Nomor bantuan.
number-invalid = "{ $number }" bukan nomor telepon yang bisa dipakai. Mulai lagi dari /menu → Nomor bantuan.

# Datang tanpa diminta: netral.
notice-unreachable = { $code } tidak bisa dikirimi pesan lagi (bot diblokir atau akun hilang). Sebaiknya dihubungi dengan cara lain.
notice-paused = { $code } istirahat sampai { $day }.
notice-assigned = { $code } sekarang bersamamu. /menu
notice-unassigned = { $code } sekarang bersama rekan lain. Terima kasih.
