import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { buildTeam, linkFor, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let sari: Phone;
beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  const { db, clock } = town.world;
  const another = { programmeId: team.programmeId, role: "coordinator", name: "Sari" } as const;
  const { token } = await inTransaction(
    db,
    async (tx) => await enrolStaff(tx, { ...another, actor: "operator" }, clock.now()),
  );
  sari = town.phone("Sari");
  await town.does(sari.opensLink(linkFor(token)));
  await db.programme.updateMany({
    data: {
      createdAt: new Date("2026-09-01T00:00:00Z"),
      summaryDueAt: new Date("2026-11-23T08:00:00+08:00"),
    },
  });
});
afterAll(async () => await town.close());

const parts = (phone: Phone) =>
  phone.sees().flatMap(({ text, photo, document: file }) => {
    if (photo) return ["picture"];
    if (file) return ["workbook"];
    return text?.startsWith("📋 Ringkasan minggu") ? ["message"] : [];
  });

test("a coordinator to whom Telegram takes nothing for an hour keeps the others waiting for none of its parts", async () => {
  town.world.telegram.faults.next(
    { method: "sendMessage", chatId: team.dewi.id },
    { status: 429, description: "Too Many Requests: retry after 3600", parameters: { retry_after: 3600 } },
  );
  await town.world.advanceTo(new Date("2026-11-23T08:01:00+08:00"));
  expect(parts(sari)).toEqual(["message", "picture", "workbook"]);
  expect(parts(team.dewi)).toEqual([]);
  await town.world.advanceTo(new Date("2026-11-23T09:02:00+08:00"));
  expect(parts(team.dewi)).toEqual(["message", "picture", "workbook"]);
});
