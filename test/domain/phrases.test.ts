import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsPhrase } from "../../src/domain/phrases.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

const { phrases } = defaultSettings;

test.each([
  ["aku pengen mati aja", true],
  ["Pengen   MATIII", true],
  ["udah ga mau hidup lagi", true],
  ["rasanya mau bunuh diri", true],
  ["mau bunh diri", true],
  ["pengen matu", false],
  ["bunuuuuh diri", true],
  ["pengin mengakiri hidup", true],
  ["i want to die", true],
  ["I just don't want to live anymore", true],
  ["thinking about suicde", true],
  ["hp ku mati", false],
  ["lampu mati, mau hidup lagi jam lima", false],
  ["diri sendiri itu kuat", false],
  ["I want to diet", false],
  ["", false],
])("%s", (text, asks) => {
  expect(holdsPhrase(text, phrases)).toBe(asks);
});

test("each phrase is found in whatever surrounds it, and never throws", () => {
  fc.assert(
    fc.property(fc.constantFrom(...phrases), fc.string({ unit: "grapheme" }), (phrase, around) => {
      expect(holdsPhrase(`${around} ${phrase.toUpperCase()}! ${around}`, phrases)).toBe(true);
      holdsPhrase(around, phrases);
    }),
  );
});
