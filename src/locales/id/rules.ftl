menu-rules = Coba aturan lain
back-test = Coba aturan lain pada { $weeks } minggu terakhir

  Pilih ambang yang mau dicoba. Riwayat dihitung ulang; tidak ada yang dikirim dan tidak ada yang diubah.
back-test-weeks = { $weeks } minggu
back-test-weeks-chosen = • { $weeks } minggu
back-test-try-O3-total = O3 ≥ { $value }
back-test-try-O4-rise = O4 +{ $value }
back-test-try-O5-misses = O5 { $value } hari
back-test-try-R2-confidence = R2 C1 ≤ { $value }
back-test-running = Menghitung… { $done } dari { $of }
back-test-title = Kalau { $what }
back-test-over = { $weeks } minggu · { $people } peserta · { $checkIns } cek. Sekarang → kalau diganti:
back-test-alerts = Alarm: { $before } → { $after }
back-test-red = Di antaranya merah: { $before } → { $after }
back-test-per-100 = Per 100 cek: { $before } → { $after } (batas 10)
back-test-useful = Dinilai berguna: { $before } → { $after } (paling sedikit 50 %)
back-test-counselor = { $name }, per minggu: { $before } → { $after }
back-test-useful-lost = ⚠ { $count } alarm yang dinilai berguna tidak akan muncul lagi.
back-test-newly = Baru ditandai: { $count }
back-test-no-longer = Tidak ditandai lagi: { $count }
back-test-nothing-sent = Tidak ada yang dikirim. Aturan diubah oleh pengelola sistem.
