import { expect, test } from "vitest";
import { translator } from "../../src/i18n.ts";
import { journeyScreen } from "../../src/screens/own-data.ts";

test.each([
  [0, 0, "Belum ada cek harian"],
  [1, 1, "satu kali. Begitulah awalnya"],
  [1, 60, "Kembali setelah bolong"],
  [0, 60, "sempat bolong"],
  [60, 60, "60 cek berturut-turut"],
])("%i in a row of %i", (current, answered, words) => {
  const baseline = { kind: "not-enough", have: answered, need: 10 } as const;
  const progress = { days: [], direction: "unknown", streak: { current, answered }, baseline } as const;
  expect(journeyScreen(progress, translator("id")).text).toContain(words);
});
