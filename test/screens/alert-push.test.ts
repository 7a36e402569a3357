import { expect, test } from "vitest";
import type { AlertWords } from "../../src/alerts/push.ts";
import type { AlertView } from "../../src/alerts/view-alert.ts";
import { translator } from "../../src/i18n.ts";
import { alertPush } from "../../src/screens/alert.ts";

const t = translator("id");
const at = new Date("2026-11-23T12:00:00Z");
const wait = { since: at, aim: at, limit: at, unconnected: false };

/** What the first line of a push says of an alert as it is when the push leaves. */
function firstLine(words: AlertWords, view: Partial<AlertView>): string | undefined {
  const base = {
    id: 1,
    code: "BPN-001",
    participation: "taking-part",
    since: at,
    holder: "Agus",
    outcome: null,
  };
  const reader = { t, locale: "id", zone: "Asia/Makassar" } as const;
  return alertPush({ ...base, ...view } as AlertView, reader, words).text.split("\n")[0];
}

const open: Partial<AlertView> = { state: "open", wait };
const beyond: Partial<AlertView> = { state: "open", wait: { ...wait, passed: "limit" } };
const taken: Partial<AlertView> = { state: "acknowledged", wait };
const mine: Partial<AlertView> = { ...taken, heldByMe: true };
const contacted: Partial<AlertView> = { state: "contacted" };

test.each<readonly [AlertWords, { readonly holds: Partial<AlertView>; readonly not: Partial<AlertView>[] }]>([
  [
    { wording: "again", count: 1 },
    { holds: open, not: [taken, contacted] },
  ],
  [{ wording: "last" }, { holds: beyond, not: [taken, contacted] }],
  [{ wording: "expired" }, { holds: open, not: [taken, contacted] }],
  [{ wording: "reopened" }, { holds: open, not: [taken, contacted] }],
  [{ wording: "overdue" }, { holds: taken, not: [contacted] }],
  [{ wording: "taken-over" }, { holds: taken, not: [open, mine] }],
  [{ wording: "unfinished" }, { holds: contacted, not: [open, taken] }],
])("$wording is said where it is so, and nothing that is not", (words, { holds, not }) => {
  expect(firstLine(words, holds)).toBe(t(`alert-push-${words.wording}`, { ...words, code: "BPN-001" }));
  for (const view of not) expect(firstLine(words, view)).toBe(t("alert-push", { code: "BPN-001" }));
});

test("before the limit for contact it is not the last reminder of all, and says until when there is none", () => {
  expect(firstLine({ wording: "last" }, open)).toBe(
    "BPN-001 masih menunggu. Tidak ada pengingat lagi sampai batas waktu kontak (Sen, 23 Nov, 20.00); tolong dilihat sekarang.",
  );
});

test("of a closed one there is nothing to look at: it begins with how it ended", () => {
  expect(firstLine({ wording: "last" }, { state: "closed", outcome: "talked" })).toBe(
    "BPN-001 · ■ Sudah bicara (Agus · Sen, 23 Nov, 20.00)",
  );
});
