import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeBudget } from "../../src/domain/alert-budget.ts";
import { addDays } from "../../src/domain/calendar.ts";
import { concerns } from "../../src/domain/concerns.ts";
import type { PersonSummary } from "../../src/domain/person-week.ts";
import { weekFrom } from "../../src/domain/week.ts";
import { translator } from "../../src/i18n.ts";
import { budgetWords } from "../../src/summaries/week-words.ts";
import { weekMessage } from "../../src/summaries/write-week-message.ts";
import { alert, code, days, monday, person, report } from "./week-facts.ts";

const id = translator("id");
const en = translator("en");

describe("the week as a message", () => {
  const people = [
    person({ code: "BPN-001" }),
    person({ code: "BPN-002", checkIns: days("ggggmgg") }),
    person({
      code: "BPN-003",
      releaseDate: "2026-10-06",
      checkIns: days("gorgmgg"),
      alerts: [alert("2026-10-14", { tier: "red", taken: "12:12" })],
    }),
    person({ code: "BPN-004", reach: "blocked", checkIns: days("mmmmmmmmmmmmmm", addDays(monday, -7)) }),
    person({ code: "BPN-005" }),
  ];

  test("in Bahasa Indonesia", () => {
    expect(weekMessage(report(people, { notShown: 2, notStarted: 1 }), id, "id")).toBe(`\
📋 Ringkasan minggu 12–18 Okt
7 orang aktif · cek terisi 74% (dari yang ditampilkan)

Perlu dilihat: 2
🟥 BPN-003 · hari ke-12 · 6/7
      merah, belum selesai
⬜ BPN-004 · hari ke-47 · 0/7
      tidak bisa dikirimi pesan · 14 hari tanpa jawaban
3 lainnya: tidak ada yang menonjol

Peringatan baru: 🟥 Merah 1
Belum pernah dihubungi: 1 (salah alarm tidak dihitung)
⚪ Jatah peringatan: orangnya terlalu sedikit untuk dinilai
14 hari atau lebih tanpa jawaban: 1 orang
Hari kosong: 26%. Kosong berarti tidak tahu: bukan buruk, bukan juga aman.
Tidak ditampilkan: 2 (tidak memberi izin)
Terdaftar tapi belum mulai: 1`);
  });

  test("in English", () => {
    expect(weekMessage(report(people.slice(0, 3)), en, "en")).toBe(`\
📋 Summary of the week 12–18 Oct
3 active people

To look at: 1
🟥 BPN-003 · day 12 · 6/7
      red, not settled
2 others: nothing stands out

New alerts: 🟥 Red 1
Not yet contacted: 1 (false alarms left out)
⚪ Alert budget: too few people to say`);
  });

  test("with the times of alerts once enough people stand behind them", () => {
    const taken = Array.from({ length: 5 }, (_, index) =>
      person({
        code: code(index),
        engagedAt: index === 4 ? [] : [28],
        alerts: [
          alert("2026-10-13", {
            taken: index === 4 ? "15:20" : "12:12",
            contacted: ["12:40", "12:50", "13:30", "14:00", "18:05"][index] ?? "",
            closed: true,
            outcome: index === 0 ? "false-alarm" : "talked",
          }),
        ],
      }),
    );
    const text = weekMessage(report(taken), id, "id");
    expect(text).toContain("Peringatan baru: 🟧 Oranye 5\n");
    expect(text).toContain("Ditangani: separuh dalam 12 mnt, 9 dari 10 dalam 3 jam 20 mnt\n");
    expect(text).toContain("\nDihubungi: separuh dalam 1 jam 30 mnt, 9 dari 10 dalam 6 jam 5 mnt\n");
    expect(text).toContain(`\
🔴 Jatah peringatan terlampaui: 14,3 per 100 cek (batas 10), 80% berguna (paling sedikit 50%)
Ubah ambang batas aturan, bukan orangnya: lihat aturan yang paling sering memberi tahu.
Lima minggu: 5 peringatan → 5 dikabari → 5 ditangani → 5 dihubungi
Masih ikut: hari ke-28: 4 dari 5`);
  });

  test.each([
    [2, 0.9, "🟢 Jatah peringatan aman: 2 per 100 cek (batas 10), 90% berguna (paling sedikit 50%)"],
    [2, 0.6, "🟡 Peringatan yang berguna hampir terlalu sedikit: 2 per"],
    [9, 0.9, "🟡 Jatah peringatan hampir habis: 9 per"],
    [9, 0.6, "🟡 Jatah peringatan hampir habis, dan yang berguna hampir terlalu sedikit: 9 per"],
    [2, 0.4, "🔴 Terlalu sedikit peringatan yang berguna: 2 per"],
    [14, 0.9, "🔴 Jatah peringatan terlampaui: 14 per"],
    [14, 0.4, "🔴 Jatah peringatan terlampaui, dan terlalu sedikit yang berguna: 14 per"],
  ])(
    "with the limit that %s per 100 and a share of %s useful come near to or pass",
    (per100, share, head) => {
      const over = <Value>(value: Value) => ({ kind: "value", people: 9, value }) as const;
      const [sentence] = budgetWords(judgeBudget(over(per100), over({ share })), id, "id");
      expect(sentence).toContain(head);
    },
  );

  test("with times to contact, the last step reached, ambers nobody looked at and answers nobody can read", () => {
    const five = Array.from({ length: 5 }, (_, index) =>
      person({
        code: code(index),
        checkIns: [
          ...days("ggggggg", addDays(monday, -7)),
          ...days("ggggggg").map((day) => (index === 0 ? { ...day, unreadable: true } : day)),
        ].map((day) =>
          index === 1 && day.day < monday ? { ...day, mark: "amber" as const, waiting: true } : day,
        ),
        alerts: [
          alert(addDays(monday, -10), {
            taken: "12:05",
            contacted: "12:30",
            closed: true,
            ...(index === 2 && { seenAt: new Date("2026-10-09T00:00:00Z") }),
          }),
        ],
      }),
    );
    const text = weekMessage(report(five), en, "en");
    expect(text).toContain("🟨 BPN-001 · day 47 · 7/7\n      amber, not looked at for 7 days");
    expect(text).toContain(
      "Five weeks: 5 alerts → 5 told → 5 taken → 5 contacted → 1 accepted help → 1 came\n",
    );
    expect(text).toContain("🟢 Alert budget kept: 0 per 100 checks (limit 10)\n");
    expect(text).toContain("Amber, not looked at for 7 days: 7 (of 1 person)");
    expect(text).toContain("Answers that cannot be read: 1 person. Ask whoever looks after the server");
    // Their week has no alerts: there is nothing to wait for.
    expect(text).not.toMatch(/Taken|Contacted/);
  });

  test("with locked accounts as such", () => {
    const text = weekMessage(report([person({ reach: "locked" })]), id, "id");
    expect(text).toContain("⬜ BPN-001 · hari ke-47 · 7/7\n      akun dikunci");
  });

  test("of a week that has not ended says so", () => {
    const running = report([], {}, weekFrom(monday, addDays(monday, 2)));
    expect(weekMessage(running, en, "en")).toMatch(/^📋 Summary of the week 12–18 Oct, still running\n/);
  });

  test("claims nothing of whoever is not shown", () => {
    const shown = Array.from({ length: 5 }, (_, index) => person({ code: code(index) }));
    const text = weekMessage(report(shown, { notShown: 1 }), en, "en");
    expect(text).toContain("\n6 active people · 100% of checks done (of those shown)\n");
    expect(text).toContain("\nNo new alerts this week of those shown.\n");
    const everybody = weekMessage(report(shown), en, "en");
    expect(everybody).toContain("\n5 active people · 100% of checks done\n");
    expect(everybody).toContain("\nNo new alerts this week.");
  });

  test("of nobody", () => {
    expect(weekMessage(report([]), id, "id")).toBe(
      "📋 Ringkasan minggu 12–18 Okt\n0 orang aktif\n\nBelum ada orang untuk ditampilkan.\n\nTidak ada peringatan baru minggu ini.",
    );
  });

  test("names the most urgent eight and counts the rest", () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      person({ code: code(index), checkIns: days("ggogggg") }),
    );
    const text = weekMessage(report(many), en, "en");
    expect(text.match(/BPN-\d+/g)).toHaveLength(8);
    expect(text).toContain("To look at: 30");
    expect(text).toContain("… and 22 more");
  });
});

describe("whatever the programme, in both languages", () => {
  const rows: fc.Arbitrary<PersonSummary> = fc
    .record({
      code: fc.oneof(fc.string({ minLength: 1, maxLength: 400 }), fc.nat(999).map(code)),
      concerns: fc.subarray([...concerns]),
      missesInARow: fc.nat(35),
      meanTotal: fc.double({ min: 11, max: 40, noNaN: true }),
    })
    .map((drawn) => ({ ...person(), ...drawn }));
  const count = fc.nat(10_000_000);
  const reports = fc
    .record({ people: fc.array(rows, { maxLength: 40 }), notShown: count, notStarted: count })
    .map(({ people, ...counts }) => report(people, counts));

  test("fits into one Telegram message", () => {
    fc.assert(
      fc.property(reports, (week) => {
        for (const [t, locale] of [
          [id, "id"],
          [en, "en"],
        ] as const)
          expect(weekMessage(week, t, locale).length).toBeLessThan(4096);
      }),
    );
  });

  test("ten thousand people in trouble fit, too", () => {
    const one = person({
      checkIns: days("rrrrrrr"),
      reach: "blocked",
      alerts: [alert("2026-10-14", { tier: "red" })],
    });
    const everybody = Array.from({ length: 10_000 }, (_, index) => ({
      ...one,
      code: `${"X".repeat(300)}${index}`,
    }));
    expect(weekMessage(report(everybody), id, "id").length).toBeLessThan(1_500);
  });

  const forbidden =
    /recovery|pemulihan|narkoba|relapse|kambuh|rehabilitasi|rutan|konselor|counsell?or|sekata/i;
  const named = reports.map((week) => ({
    ...week,
    people: week.people.map((row, index) => ({ ...row, code: code(index) })),
  }));

  test("says nothing that a lock screen must not show", () => {
    fc.assert(
      fc.property(named, (week) => {
        for (const [t, locale] of [
          [id, "id"],
          [en, "en"],
        ] as const) {
          const text = weekMessage(week, t, locale);
          expect(text).not.toMatch(forbidden);
          expect(text.split("\n").slice(0, 2).join("\n")).not.toMatch(/BPN|\d\/\d/);
        }
      }),
    );
  });

  test("says no total and no sign of anybody", () => {
    const signs = [{ id: "S8", name: { id: "keinginan memakai", en: "craving" }, value: 4 }];
    const heavy = person({ checkIns: days("rrrrrrr", monday, { totals: [33, 33, 33], signs }) });
    expect(heavy.meanTotal).toBe(33);
    expect(weekMessage(report([heavy]), id, "id")).not.toMatch(/33|keinginan/);
  });
});
