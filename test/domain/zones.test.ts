import { expect, test } from "vitest";
import { zonesToChoose } from "../../src/domain/zones.ts";

const indonesia = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

test.each([
  ["Indonesia's three in any of them", "Asia/Makassar", [], indonesia],
  ["its own alone anywhere else", "Europe/Berlin", [], ["Europe/Berlin"]],
  [
    "what the programme names, and its own",
    "Asia/Makassar",
    ["Asia/Jakarta"],
    ["Asia/Jakarta", "Asia/Makassar"],
  ],
  ["each once", "Europe/Berlin", ["Europe/Berlin", "Europe/London"], ["Europe/Berlin", "Europe/London"]],
])("%s", (_, own, named, expected) => {
  expect(zonesToChoose(own, named)).toEqual(expected);
});
