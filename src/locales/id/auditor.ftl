# Datang tanpa diminta: netral.
audit-title = 🔧 Ada yang tidak berjalan semestinya:
audit-prompt-missing = • jadwal cek yang hilang atau terlewat: { $count }
audit-closing-missing = • cek yang belum ditutup: { $count }
audit-message-stuck = • pesan yang belum terkirim lebih dari 10 menit: { $count }
audit-message-refused = • pesan yang ditolak Telegram: { $count }
audit-alert-missing = • hal yang belum diteruskan ke siapa pun: { $count }
audit-step-missing = • langkah yang macet: { $count }
audit-alert-undelivered = • hal penting yang belum sampai ke siapa pun: { $count }. Pastikan ada yang tersambung dan tidak memblokir bot.
audit-answer-unreadable = • jawaban yang tidak terbaca: { $count }. Ringkasan menandainya.
audit-summary-missing = • ringkasan yang terlewat: { $count }
audit-end = Kalau tidak hilang dalam satu jam, hubungi yang mengurus server.
