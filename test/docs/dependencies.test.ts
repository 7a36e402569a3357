import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";

const versions = z.record(z.string(), z.string());
const manifest = z.looseObject({ dependencies: versions, devDependencies: versions });

test("Prisma's packages move together, and nothing moves by itself to another pre-release", async () => {
  const { dependencies, devDependencies } = manifest.parse(
    JSON.parse(await readFile("package.json", "utf8")),
  );
  const all = Object.entries({ ...dependencies, ...devDependencies });
  const prisma = all.filter(([name]) => name === "prisma" || name.startsWith("@prisma/"));
  expect(prisma.length).toBeGreaterThan(3);
  expect(new Set(prisma.map(([, version]) => version.split("-")[0])).size).toBe(1);
  const fixed = [...prisma, ...all.filter(([, version]) => version.includes("-"))];
  expect(fixed.filter(([, version]) => !/^\d/.test(version))).toEqual([]);
});
