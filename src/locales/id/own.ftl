consent-again-never-asked = Ada satu hal baru yang perlu kamu izinkan dulu.
consent-again-text-changed = Penjelasan ini berubah sejak kamu setuju. Baca lagi sebentar, ya. Menolak tidak ada akibatnya.
consent-again-released = Sekarang kamu sudah di luar, jadi kami tanya lagi: masih mau ikut? Menolak tidak ada akibatnya.
