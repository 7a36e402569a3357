# Datang tanpa diminta: netral.
audit-title = 🔧 Ada yang tidak berjalan semestinya:
audit-prompt-missing = • jadwal cek yang hilang atau terlewat: { $count }
audit-closing-missing = • cek yang belum ditutup: { $count }
audit-message-stuck = • pesan yang belum terkirim lebih dari 10 menit: { $count }
audit-message-refused = • pesan yang ditolak Telegram: { $count }
audit-alert-missing = • hal yang belum diteruskan ke siapa pun: { $count }
audit-step-missing = • langkah yang macet: { $count }
audit-alert-undelivered = • hal penting yang belum sampai ke siapa pun: { $count }. Pastikan ada yang tersambung dan tidak memblokir bot.
audit-contact-unended = • sudah dihubungi, tetapi hasilnya belum dicatat siapa pun: { $count }
audit-wait-unwatched = • yang menunggu kontak tanpa dipantau: { $count }
audit-numbers-unsent = • nomor penting yang belum terkirim lagi: { $count }. Orangnya mungkin memblokir bot; hubungi dengan cara lain.
audit-contact-overdue = • ‼ belum dihubungi siapa pun dan batas waktunya sudah lewat: { $count }. Buka Pesertaku atau Catatan kirim.
audit-answer-unreadable = • jawaban yang tidak terbaca: { $count }. Ringkasan menandainya.
audit-summary-missing = • ringkasan yang terlewat: { $count }
audit-summary-unsent = • ringkasan yang belum sampai ke koordinator: { $count }
audit-end = Kalau tidak hilang dalam satu jam, hubungi yang mengurus server.
