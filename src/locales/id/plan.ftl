plan = 🧭 Rencanaku
plan-empty = 🧭 Rencanaku

  Belum ada yang ditulis. Rencana ini kamu tulis saat tenang, dengan kata-katamu sendiri, supaya ada pegangan waktu berat. Hanya kamu yang membacanya, kecuali kamu memilih membaginya.
plan-unreachable = 🧭 Rencanaku

  Rencanamu belum bisa dibuka sekarang. Coba lagi sebentar, ya. Nomor di bawah ini tetap bisa dihubungi.
plan-head-signs = ⚠️ Tanda awal dariku
plan-head-coping = 🌬 Yang bisa kulakukan sendiri
plan-head-places = 🏡 Orang dan tempat yang menenangkan
plan-head-people = 🤝 Yang bisa kumintai tolong
plan-head-surroundings = 🧹 Supaya sekitarku aman
plan-counselor = 💬 Pendampingku: { $name }. Tulis saja di chat ini, lalu tekan Kirim.
plan-numbers = 📒 Nomor yang bisa dihubungi

plan-position = 🧭 Rencanaku · { $position } dari { $of }
plan-ask-signs = Apa tanda awal bahwa harimu mulai berat? Misalnya pikiran, perasaan, atau kebiasaan yang biasanya muncul duluan.
plan-ask-coping = Apa yang bisa kamu lakukan sendiri sampai rasa berat itu turun?
plan-ask-places = Orang atau tempat mana yang membuatmu lebih tenang, walau tanpa membicarakannya?
plan-ask-people = Siapa yang bisa kamu mintai tolong saat berat? Tulis nama panggilan dan nomornya.
plan-ask-surroundings = Apa yang perlu dijauhkan atau diubah supaya sekitarmu aman, dan siapa yang bisa membantu?
plan-ask-note = Ketik di sini. Tulisanmu disimpan terkunci, lalu dihapus dari chat ini.
plan-part-saved = Tersimpan ✔ Ketik lagi kalau mau menambah.
plan-too-long = Kelebihan { $over } huruf, jadi yang tadi belum disimpan. Tulis lebih pendek, ya.
plan-not-readable = Di situ belum ada tulisan yang bisa dibaca. Coba lagi, ya.
plan-saved = Rencanamu tersimpan. Buka, lanjutkan, atau ubah kapan saja lewat /rencana. 💪
plan-not-saved = Belum ada yang ditulis, jadi belum ada yang disimpan. Mulai kapan saja lewat /rencana.
plan-change-ask = Bagian mana yang mau dibuka?
plan-part-empty = Belum ditulis.
plan-part-delete-ask = Hapus bagian ini? Tulisannya tidak bisa dikembalikan.
plan-part-deleted-toast = Sudah dihapus.

button-plan = 🧭 Rencanaku
button-plan-begin = ✍️ Mulai menulis
button-plan-go-on = ✍️ Lanjut menulis
button-plan-change = ✏️ Ubah
button-plan-write = ✍️ Tulis
button-plan-below = ➕ Tambah
button-plan-instead = ✍️ Tulis ulang
button-plan-delete = 🗑 Hapus bagian ini
button-plan-delete-yes = Ya, hapus
button-plan-share = 👁 Bagikan ke pendamping
button-plan-unshare = 🔒 Berhenti berbagi

consent-plan = Bagikan rencanamu?

  Boleh { $counselor } dan penggantinya membaca rencanamu, supaya bisa menemanimu dengan cara yang kamu tulis sendiri? Koordinator tidak bisa membacanya. Kamu bisa menutupnya lagi kapan saja, dan tidak membagikan tidak ada akibatnya.

command-rencana = Rencanaku
command-langkah = Langkah kecil

# Untuk pendamping, kalau orangnya membagikan.
button-case-plan = 🧭 Rencananya
case-plan = { $code } · rencananya, dengan kata-katanya sendiri. Jangan diteruskan.
case-plan-empty = Belum ada yang ditulis.
