/** Lies beside whatever leaves a programme. */
export const notice = `CONFIDENTIAL – NO REDISCLOSURE

These files are health data of people who took part in a rehabilitation programme after detention. They are "specific"
personal data under Indonesian law (UU 27/2022). Being on the list is sensitive in itself.

- They are for the purpose and the recipient agreed in writing, for nobody and nothing else.
- They must not be passed on, combined with other data to find out who somebody is, or used to decide on anybody.
- They must not be given to a detention centre, probation office, police or narcotics agency unless the law compels it;
  then the programme is told first.
- Publish groups only, none smaller than five people.
- Delete them when the purpose is fulfilled; write down when. Report a loss to the programme at once: the people
  concerned and the authority have to be told within 3×24 hours.
- Left out: whoever has withdrawn, names, accounts, notes, messages, safety plans, what an answer was before it was corrected,
  why an alert was raised, and, unless sealed-answers.csv is here, answers that could incriminate or concern somebody's
  safety, the tier of each day and a rhythm of three a week.
- What can be concluded all the same: an alert that neither the answers here nor missed days explain says that somebody called
  for help, told of a lapse, or gave a serious answer about substances or about safety. Daily check-ins after a time of three
  a week can say the same. Treat such a conclusion like the answer itself. Whoever does not take over the care
  of these people needs neither alerts.csv nor alert-events.csv: take both out before you hand the rest on.
- The ten signs are no validated scale: a total is not a probability, and a missing day is neither relapse nor health.

RAHASIA – DILARANG DIBAGIKAN LAGI

Berkas ini berisi data kesehatan orang yang ikut program rehabilitasi setelah masa tahanan, yaitu data pribadi yang
bersifat spesifik (UU 27/2022). Tercantum di daftar ini saja sudah sensitif.

- Hanya untuk tujuan dan penerima yang disepakati secara tertulis.
- Jangan dibagikan lagi, jangan digabung dengan data lain untuk mencari tahu siapa orangnya, jangan dipakai untuk
  mengambil keputusan tentang seseorang.
- Jangan diberikan kepada rutan, bapas, polisi atau BNN kecuali diwajibkan hukum; dalam hal itu program diberi tahu dulu.
- Yang diterbitkan hanya angka kelompok, paling sedikit lima orang.
- Tidak ada di sini: yang sudah berhenti, nama, akun, catatan, pesan, rencana keselamatan, jawaban sebelum diperbaiki, alasan
  sebuah alarm, dan, kalau tidak ada sealed-answers.csv, jawaban yang bisa memberatkan atau menyangkut keselamatan, warna
  tiap hari, dan irama tiga kali seminggu.
- Yang tetap bisa disimpulkan: alarm yang tidak dijelaskan oleh jawaban di sini atau oleh hari yang kosong berarti orangnya
  minta bantuan, bercerita bahwa ia memakai lagi, atau memberi jawaban berat soal zat atau keselamatan. Cek harian setelah
  masa tiga kali seminggu bisa berarti sama. Perlakukan kesimpulan itu seperti jawabannya sendiri. Yang tidak mengambil alih
  pendampingan tidak perlu alerts.csv dan alert-events.csv: keluarkan keduanya sebelum berkas lain diserahkan.
- Hapus setelah tujuannya selesai, dan catat kapan. Kalau hilang atau bocor, segera beri tahu program: orang-orangnya
  dan lembaga berwenang harus diberi tahu dalam 3×24 jam.
`;
