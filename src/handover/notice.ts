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
- Left out: whoever has withdrawn, names, accounts, notes, messages, why an alert was raised, and answers that could
  incriminate or concern somebody's safety, unless sealed-answers.csv is here.
- The ten signs are no validated scale: a total is not a probability, and a missing day is neither relapse nor health.

RAHASIA – DILARANG DIBAGIKAN LAGI

Berkas ini berisi data kesehatan orang yang ikut program rehabilitasi setelah masa tahanan, yaitu data pribadi yang
bersifat spesifik (UU 27/2022). Tercantum di daftar ini saja sudah sensitif.

- Hanya untuk tujuan dan penerima yang disepakati secara tertulis.
- Jangan dibagikan lagi, jangan digabung dengan data lain untuk mencari tahu siapa orangnya, jangan dipakai untuk
  mengambil keputusan tentang seseorang.
- Jangan diberikan kepada rutan, bapas, polisi atau BNN kecuali diwajibkan hukum; dalam hal itu program diberi tahu dulu.
- Yang diterbitkan hanya angka kelompok, paling sedikit lima orang.
- Hapus setelah tujuannya selesai, dan catat kapan. Kalau hilang atau bocor, segera beri tahu program: orang-orangnya
  dan lembaga berwenang harus diberi tahu dalam 3×24 jam.
`;
