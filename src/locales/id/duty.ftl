menu-away = Saya tidak ada
menu-back = Saya sudah kembali
menu-coverage = Siapa yang siaga
menu-caseload = Pesertaku
menu-worklist = Daftar kuning
menu-is-away = Kamu tercatat tidak ada sampai { $day }.

away-cover = Siapa yang menggantikanmu? Yang terbuka langsung pindah ke dia.
away-nobody = Tanpa pengganti
away-until = Kapan kembali? Pilih, atau ketik tanggalnya, misalnya 1-12-2026.
away-until-not-understood = Tanggal itu belum kebaca. Tulis seperti { $example } atau 1-12-2026.
away-too-early = Hari kembali harus sesudah hari ini.
away-too-late = Paling lama 60 hari: sampai { $latest }. Kalau lebih lama, minta koordinator menyerahkan pesertamu.
away-yourself = Pengganti harus orang lain.
away-cycle = Orang itu sedang digantikan olehmu. Pilih yang lain.
away-nobody-on-duty = Orang itu sendiri sedang tidak ada dan tanpa pengganti. Pilih yang lain.
away-cannot-be-told = Orang itu, atau siapa yang menggantikannya, tidak bisa dikirimi pesan. Pilih yang lain.
away-done = Tercatat: kembali { $day }. Penggantimu: { $name }. Kalau kembali lebih cepat: /menu.
away-done-uncovered = Tercatat: kembali { $day }, tanpa pengganti. Yang perlu dilihat langsung ke pengganti tetap tiap peserta atau koordinator.
back-toast = Selamat datang kembali.
back-not-away = Kamu memang tercatat ada.

colleague-away = tidak ada sampai { $day }
colleague-away-covered = tidak ada sampai { $day }, digantikan { $cover }
colleague-unreachable = tidak bisa dikirimi pesan
colleague-caseload = Peserta: { $people }
colleague-stands-in = Pengganti untuk: { $people }
button-hand-over = Serahkan semua pesertanya
button-relink = Tautan baru (ganti HP)
hand-over-ask = { $people } peserta { $name } pindah ke siapa? Yang masih terbuka ikut pindah.
hand-over-sure = { $people } peserta pindah dari { $from } ke { $to }. Yang masih terbuka ikut pindah. Lanjut?
hand-over-yes = Ya, pindahkan
hand-over-done = { $people } peserta pindah dari { $from } ke { $to }.
hand-over-backups-ask = Untuk { $people } peserta rekan lain { $name } adalah pengganti. Siapa yang meneruskan? Kalau itu pendampingnya sendiri, penggantinya kosong.
hand-over-backups-sure = Untuk { $people } peserta penggantinya bukan lagi { $from }, tetapi { $to }; kalau { $to } pendampingnya sendiri, penggantinya kosong. Lanjut?
hand-over-backups-done = Untuk { $people } peserta penggantinya sekarang { $to }, bukan { $from }.
hand-over-left = { $people } orang yang tidak ikut lagi ikut pindah.
hand-over-covers-ask = { $name } menggantikan { $colleagues } rekan yang sedang tidak ada. Siapa yang meneruskan?
hand-over-covers-sure = Untuk { $colleagues } rekan yang tidak ada penggantinya bukan lagi { $from }, tetapi { $to }, kalau { $to } bisa. Lanjut?
hand-over-covers-done = Untuk { $colleagues } rekan yang tidak ada penggantinya sekarang { $to }, bukan { $from }.
hand-over-covers-left = Untuk { $colleagues } rekan yang tidak ada { $to } tidak bisa menjadi pengganti: masih { $from }.
hand-over-done-none = { $from } sekarang bukan pengganti siapa pun.
hand-over-cannot-cover = { $to } sedang tidak ada, atau tidak bisa dikirimi pesan: tidak ada yang diubah.
hand-over-nobody = { $name } tidak punya peserta.
relink-ask = Akun lama { $name } langsung tidak bisa membuka apa pun lagi, juga kalau tautan baru belum dibuka. Buat tautan baru?
relink-yes = Ya, buat
relink-no = Tidak
relink-done = Akun lama { $name } sudah dilepas. Serahkan tautan di bawah ini langsung kepada orangnya.

coverage = Kalau malam ini ada yang perlu dilihat, yang dikabari (berurutan):
coverage-line = { $counselor } · { $people } peserta
  → { $told }
coverage-line-gap = ⚠️ { $counselor } · { $people } peserta
  → tidak ada yang akan dikabari: { $codes }
coverage-nobody = Belum ada peserta aktif.
coverage-no-counselor = Tanpa pendamping
coverage-more = dan { $count } lagi

# Datang tanpa diminta: netral.
notice-covering = { $people ->
    [0] Kamu menggantikan { $name } sampai { $day }. /menu
   *[other] Kamu menggantikan { $name } sampai { $day }; { $people } orang sedang diredam (🔕). /menu
  }
notice-covering-ended = { $name } sudah kembali. Terima kasih sudah menggantikan.
notice-covering-moved = Kamu tidak lagi menggantikan { $name }; ini sudah diubah. Terima kasih.
notice-welcome-back = Selamat datang kembali, { $name }. Semuanya kembali kepadamu. /menu
notice-away-covered = { $name } tidak ada sampai { $day }. Penggantinya { $cover }.
notice-away-uncovered = { $name } tidak ada sampai { $day }, tanpa pengganti. Siapa yang siaga: /menu
notice-caseload-received = { $people } orang dari { $name } sekarang bersamamu. /menu
notice-caseload-given = { $people } orang yang bersamamu sekarang bersama { $name }. Terima kasih.
notice-backups-received = Untuk { $people } orang kamu penggantinya sekarang, setelah { $name }. /menu
notice-backups-given = Untuk { $people } orang kamu bukan penggantinya lagi. Terima kasih.
notice-staff-unreachable = { $name } tidak bisa dikirimi pesan lagi (bot diblokir atau akun hilang). Siapa yang siaga: /menu
notice-uncovered = { $named ->
    [0] Malam ini tidak ada yang akan dikabari untuk { $more } orang. Bisa diatur sekarang: /menu
   *[other] { $more ->
        [0] Malam ini tidak ada yang akan dikabari untuk { $codes }. Bisa diatur sekarang: /menu
       *[other] Malam ini tidak ada yang akan dikabari untuk { $codes } dan { $more } lagi. Bisa diatur sekarang: /menu
      }
  }
