import { describe, expect, test } from "vitest";
import { chainFor, firstReachable, type Ladder, nextStep, type Rung } from "../../src/domain/ladder.ts";
import { defaultSettings } from "../../src/settings.ts";

interface Person extends Rung {
  readonly name: string;
}

function person(id: number, name: string, reachable = true): Person {
  return { id, name, reachable };
}

const rina = person(1, "Rina");
const budi = person(2, "Budi");
const dewi = person(3, "Dewi");
const sari = person(4, "Sari");
const all: Ladder<Person> = { counselor: rina, backup: budi, coordinators: [dewi, sari] };

function names(people: readonly Person[]): string[] {
  return people.map(({ name }) => name);
}

describe("the chain", () => {
  test("goes from the counselor up", () => {
    expect(names(chainFor(all))).toEqual(["Rina", "Budi", "Dewi", "Sari"]);
  });

  test("names nobody twice", () => {
    expect(names(chainFor({ counselor: dewi, backup: dewi, coordinators: [dewi, sari] }))).toEqual([
      "Dewi",
      "Sari",
    ]);
  });

  test("is short where people are missing", () => {
    expect(chainFor({ counselor: undefined, backup: undefined, coordinators: [] })).toEqual([]);
  });

  test("finds the first who can be reached", () => {
    expect(firstReachable([person(1, "Rina", false), budi, dewi])?.name).toBe("Budi");
    expect(firstReachable([person(1, "Rina", false)])).toBeUndefined();
  });
});

/** Follows an alert that nobody takes, each step at the minute it is due, until the ladder ends. */
function story(tier: "orange" | "red", ladder: Ladder<Person>, opened: string): string[] {
  const lines: string[] = [];
  let step = 0;
  let now = new Date(`${opened}+08:00`);
  for (;;) {
    const next = nextStep({
      tier,
      step,
      ladder,
      settings: defaultSettings.ladder,
      now,
      zone: "Asia/Makassar",
      quiet: defaultSettings.quietHours,
    });
    const time = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(11, 16);
    lines.push(`${time} ${next.kind === "tell" ? names(next.people).join(" and ") : next.kind}`);
    expect(next.dueAt.getTime()).toBeGreaterThan(now.getTime());
    if (next.kind === "end") return lines;
    step = next.step;
    now = next.dueAt;
  }
}

describe("an alert that nobody takes", () => {
  test("in red goes on after 15, 30 and 60 minutes, at night too", () => {
    expect(story("red", all, "2026-10-05T23:00:00")).toEqual([
      "23:00 Rina",
      "23:15 Budi",
      "23:30 Dewi and Sari",
      "00:00 end",
    ]);
  });

  test("in orange goes on after two and six hours", () => {
    expect(story("orange", all, "2026-10-05T08:00:00")).toEqual([
      "08:00 Rina",
      "10:00 Budi",
      "14:00 Dewi and Sari",
      "20:00 end",
    ]);
  });

  test("in orange waits for the morning when it opens in quiet hours", () => {
    expect(story("orange", all, "2026-10-05T22:10:00")).toEqual([
      "22:10 hold",
      "07:00 Rina",
      "09:00 Budi",
      "13:00 Dewi and Sari",
      "19:00 end",
    ]);
  });

  test("in orange rests over the night and then gives the next person their time", () => {
    expect(story("orange", all, "2026-10-05T19:30:00")).toEqual([
      "19:30 Rina",
      "07:00 Budi",
      "11:00 Dewi and Sari",
      "17:00 end",
    ]);
  });

  test("passes people who cannot be reached at once", () => {
    const ladder = {
      ...all,
      counselor: person(1, "Rina", false),
      coordinators: [person(3, "Dewi", false), sari],
    };
    expect(story("red", ladder, "2026-10-05T12:00:00")).toEqual(["12:00 Budi", "12:15 Sari", "12:45 end"]);
  });

  test("passes a backup who was told as the counselor", () => {
    expect(story("red", { ...all, backup: rina }, "2026-10-05T12:00:00")).toEqual([
      "12:00 Rina",
      "12:15 Dewi and Sari",
      "12:45 end",
    ]);
  });

  test("ends at once, to be looked at again, when there is nobody", () => {
    const nobody = { counselor: undefined, backup: undefined, coordinators: [] };
    expect(story("red", nobody, "2026-10-05T12:00:00")).toEqual(["12:00 end"]);
  });
});
