relay-ask = Kirim ke { $name }?
relay-ask-again = Sekarang { $name } yang mendampingimu. Kirim ke { $name }?
button-relay-send = Kirim
button-relay-drop = Jangan
relay-dropped = Oke, tidak dikirim dan tidak disimpan.
relay-sending-toast = Dikirim…
relay-already-toast = Sudah dikirim.
relay-gone = Pesan itu sudah tidak bisa diambil: terhapus, atau sudah lebih dari dua hari. Kirim lagi, ya.
relay-nobody = Sekarang belum ada yang bisa menerima pesan lewat bot ini, jadi pesanmu tidak dikirim dan tidak disimpan. Kalau butuh seseorang, tekan tombol bantuan.
relay-nobody-yet-toast = Masih belum ada yang bisa menerima pesan. Coba lagi nanti, atau tekan tombol bantuan.
relay-unsupported = Ini belum bisa diteruskan. Yang bisa: teks, pesan suara, dan foto.
relay-too-long = Ini terlalu panjang untuk satu pesan. Bagi jadi dua, ya.

# Datang tanpa diminta: netral. Isinya baru muncul setelah tombol ditekan.
relay-push-staff = Pesan dari { $code }
relay-push-participant = Ada pesan dari { $name }
button-relay-open = Baca
relay-how-to-answer-toast = Mau balas? Tulis saja di sini.
relay-opened-already-toast = Sudah ada di chat ini.
relay-unreadable = Isi pesan ini rusak dan tidak terbaca. Minta dikirim lagi, ya.
relay-file-refused = Telegram tidak meneruskan pesan suara atau foto ini. Minta dalam bentuk tulisan, ya.
relay-unknown-toast = Ini bukan untukmu, atau sudah tidak ada.

relay-status-sending = Sedang dikirim ke { $who }…
relay-status-sent = ✔ Terkirim ke { $who }
relay-status-sent-participant = ✔ Terkirim ke { $who }
  Bot ini tidak dijaga 24 jam. Kalau mendesak, tekan tombol bantuan.
relay-status-not-sent = Belum terkirim ke { $who }
relay-status-failed-participant = Belum terkirim: { $who } sedang tidak bisa menerima pesan. Pesanmu tersimpan, coba lagi nanti. Kalau mendesak, tekan tombol bantuan.
relay-status-failed-staff = Belum terkirim: { $who } sedang tidak bisa menerima pesan (bot diblokir atau akun hilang). Hubungi dengan cara lain, atau coba lagi nanti.
relay-status-failed-not-theirs = Belum terkirim ke { $who }. Sekarang orang lain yang mendampinginya.
relay-somebody = orang yang waktu itu kamu dampingi
relay-status-stopped = Tidak terkirim: { $who } sudah tidak ikut dan tidak dikirimi pesan lagi.
button-relay-again = Coba lagi

button-relay-answer = Balas
relay-answer-ask = Tulis, rekam suara, atau kirim foto untuk { $code }.
notice-relay-moved = { $code } sekarang bersama { $name }, jadi pesanmu tidak dikirim. Titipkan lewat { $name }, ya.
relay-moved-open = { $code } sekarang bersama { $name }. Pesan yang belum dibuka diteruskan ke sana.
notice-relay-moved-nobody = { $code } tidak lagi bersamamu, jadi pesanmu tidak dikirim. Sampaikan lewat koordinator, ya.
notice-relay-stopped = { $code } sudah tidak ikut dan tidak dikirimi pesan lagi. Pesanmu tidak dikirim.
notice-relay-frozen = { $code }: akunnya sedang dikunci, jadi pesanmu belum dikirim. Hubungi dengan cara lain sampai tautan barunya dibuka.
notice-relay-unknown = { relay-unknown-toast }
write-relay-moved = { $code } sekarang bersama { $name }. Titipkan lewat { $name }, ya.
write-relay-moved-nobody = { $code } tidak lagi bersamamu. Sampaikan lewat koordinator, ya.
write-relay-stopped = { $code } sudah tidak ikut dan tidak dikirimi pesan lagi.
write-relay-frozen = { $code }: akunnya sedang dikunci. Hubungi dengan cara lain sampai tautan barunya dibuka.
write-relay-unknown = { relay-unknown-toast }

button-relay-remove = Hapus dari chat ini
relay-removed = ✔ Terkirim ke { $name }. Pesanmu sudah dihapus dari chat ini.
relay-remove-too-late-toast = Telegram tidak bisa menghapusnya lagi dari sini. Tahan pesannya, lalu pilih Hapus.
