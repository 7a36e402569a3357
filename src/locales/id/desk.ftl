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
status-withdrawn = berhenti
status-frozen = akun dikunci
status-unreachable = ikut, tapi bot diblokir
person-release = Bebas: { $date }
person-counselor = Pendamping: { $name }
person-backup = Pengganti: { $name }
button-assign = Ganti pendamping
button-change-release = Ganti tanggal bebas
release-changed = { $code }: tanggal bebas sekarang { $date }.
button-reinvite = Buat tautan baru
reinvite-ask = Tautan baru untuk { $code }? Tautan dan akun lamanya langsung tidak bisa membuka apa pun lagi, juga kalau yang baru belum dibuka.
reinvite-done = Tautan dan akun lama { $code } sudah dilepas. Serahkan tautan di bawah ini langsung kepada orangnya.
assign-ask = Siapa yang mendampingi?
assigned-toast = Pendamping diganti.
button-backup = Ganti pengganti
backup-assigned-toast = Pengganti diganti.

staff = Tim ({ $total }):
role-counselor = pendamping
role-coordinator = koordinator
staff-not-linked = { $name } (belum tersambung)

invite-code = Kode untuk peserta baru? Jangan pakai nama. Ketik, atau pakai { $suggested }.
invite-code-not-understood = Kode berupa huruf lalu angka, misalnya { $suggested }.
invite-counselor = Siapa pendamping { $code }?
invite-backup = Siapa penggantinya kalau pendamping tidak bisa?
invite-no-backup = Tanpa pengganti
invite-release = Kapan { $code } bebas? Pilih, atau ketik tanggalnya, misalnya 1-12-2026.
invite-release-out-of-range = { $code } bebas { $date }: tahunnya sudah benar? Tanggal bebas bisa dari { $earliest } sampai { $latest }. Tulis lagi, misalnya 1-12-2026.
invite-release-not-understood = Tanggal bebas { $code } belum kebaca. Tulis seperti { $example } atau 1-12-2026.
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
numbers-full = Sudah ada { $most } nomor: lebih banyak tidak terbaca saat genting. Hapus dulu satu yang tidak dipakai, baru tambah yang lain.
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
number-old = ⚠️ terakhir dicoba { $date }, lebih dari { $days } hari lalu. Telepon lagi, lalu tekan tombolnya.
number-too-long-text = Terlalu panjang. Paling banyak { $most } huruf.
number-no-letters = Nomor telepon hanya berisi angka, misalnya 0812-3456-7890.
number-no-too-short = Itu terlalu pendek untuk nomor seseorang. Kode pendek seperti 112 hanya bisa ditambah pengelola sistem.
number-no-too-long = Itu terlalu panjang untuk sebuah nomor telepon.
number-no-closed = 500-454 sudah ditutup.
number-no-takes-reports = 184 juga menerima laporan kejahatan, jadi tidak boleh ada di daftar ini.
number-remove-which = Nomor mana yang dihapus?
number-remove-ask = Hapus { $label } ({ $number }) dari layar bantuan?
number-removed-toast = Sudah dihapus.
number-last-toast = Nomor terakhir tidak bisa dihapus.
number-last-emergency-toast = Nomor darurat terakhir tidak bisa dihapus.
button-remove-number = 🗑 Hapus nomor
button-remove-number-yes = Ya, hapus
button-naloxone-yes = Ubah: nalokson ada di sini
button-naloxone-no = Ubah: nalokson tidak ada di sini
naloxone-there = Kartu overdosis menyebut nalokson, karena di sini ada.
naloxone-not-there = Kartu overdosis tidak menyebut nalokson, karena di sini tidak ada.
button-open-numbers = Buka daftar nomor

# Datang tanpa diminta: netral.
notice-unreachable = { $code } tidak bisa dikirimi pesan lagi (bot diblokir atau akun hilang). Sebaiknya dihubungi dengan cara lain.
notice-paused = { $code } istirahat sampai { $day }.
notice-numbers-old = { $count } nomor terakhir dicoba { $day }. Coba telepon lagi, lalu tandai.
notice-assigned = { $code } sekarang bersamamu. /menu
notice-unassigned = { $code } sekarang bersama rekan lain. Terima kasih.
notice-backup = { $code }: kamu penggantinya sekarang, kalau pendampingnya tidak bisa. /menu
notice-backup-no-longer = { $code }: kamu tidak jadi penggantinya lagi. Terima kasih.
