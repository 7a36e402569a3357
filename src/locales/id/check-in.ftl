prompt = Hai, waktunya cek harian 🙂 Siap?
nudge-1 = Hai lagi 👋 Cek harian hari ini masih menunggu. Cuma dua menit.
nudge-2 = Masih sempat untuk cek harian hari ini. Santai saja, kapan pun kamu siap.
snoozed = Oke, satu jam lagi ya 🙂

button-begin = Siap
button-continue = Lanjut
button-snooze = 1 jam lagi
button-form-short = Yang singkat
button-form-full = Yang lengkap
button-form-rest = Jawab yang lain juga
button-help = 🆘 Butuh bantuan sekarang
button-back = ← Kembali
button-rest = Lanjut nanti
button-skip = Lewati
button-correct = Perbaiki jawaban
button-done = Selesai

question = Pertanyaan { $position } dari { $of }
  { $bar }

  { $stem }
  { $text }
question-coping = 💙 { $step }

rest = Oke, jawabanmu sudah tersimpan ({ $done } dari { $of }). Lanjut kapan pun sebelum jam 04.00.
completed = Terima kasih, cek harian selesai ✔
completed-rest = Hari ini kelihatannya tidak ringan. Kalau masih ada tenaga, jawab { $count } pertanyaan lainnya juga, supaya harimu lebih mudah dipahami. Tidak harus.
completed-strength-1 = Meluangkan waktu untuk jujur pada diri sendiri itu kuat. 💪
completed-strength-2 = Satu hari lagi kamu hadir untuk dirimu sendiri. 💪
completed-strength-3 = Kamu sudah berani melihat harimu apa adanya. Itu modal besar. 💪
feedback-heavier = Hari ini terasa lebih berat dari biasanya untukmu.
feedback-lighter = Hari ini terasa lebih ringan dari biasanya untukmu.
feedback-as-usual = Hari ini kurang lebih seperti biasanya untukmu.
feedback-not-enough-history = Harimu belum cukup banyak untuk dibandingkan dengan biasanya.
feedback-risen = Yang paling naik: { $name }.
feedback-strongest = Yang paling terasa: { $name }.
feedback-fits = Cocok dengan yang kamu rasakan?
button-fits-yes = Cocok
button-fits-no = Kurang cocok
feedback-does-not-fit = Terima kasih sudah bilang. Kamu yang paling tahu harimu.
feedback-step = 💙 Satu langkah kecil, kalau mau: { $step }
completed-corrected = Perbaikanmu sudah tersimpan. Terima kasih sudah jujur.
review = Jawaban mana yang mau diperbaiki? Jawaban lama tidak ditampilkan di sini.

check-in-closed = Cek hari itu sudah ditutup, tapi tidak apa-apa.
check-in-closed-next = Yang berikutnya datang di jam biasanya.
check-in-closed-counts = Yang sempat kamu jawab tetap berarti.
check-in-not-yours = Tombol ini tidak berlaku lagi. Ketik /cek untuk membuka cek harian.
told-now = Karena ini, { $name } sudah dikabari supaya bisa menghubungimu. { $usually } Bot ini bukan layanan darurat dan tidak dijaga 24 jam.
told-later = Karena ini, { $name } akan dikabari { $at } supaya bisa menghubungimu. Kalau mendesak, jangan menunggu: tekan tombol bantuan.
told-nobody = Sebaiknya ada yang menemanimu bicara, tapi sekarang belum ada orang yang bisa dikabari lewat bot ini. Tekan tombol bantuan untuk nomor yang bisa dihubungi.
check-in-not-yet = Cek harianmu mulai lagi { $date }. Kalau butuh seseorang, /bantuan selalu bisa dipakai.
button-stale = Tombol ini sudah tidak berlaku.
