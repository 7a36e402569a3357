import { access, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

interface Claim {
  readonly path: string;
  readonly name: string;
}

/** `path`: "name"; "name" – later ones of "same file". */
function claimsIn(text: string): readonly Claim[] {
  const claims: Claim[] = [];
  let path: string | undefined;
  for (const [, file, name] of text.replaceAll(/\s+/g, " ").matchAll(/`(test\/[^`]+)`|"([^"]+)"/g))
    if (file !== undefined) path = file;
    else if (path !== undefined && name !== undefined) claims.push({ path, name });
  return claims;
}

const NAME = /^(?:test|describe)(?:\(|\.each\b.*?\)\()\s*"([^"]+)"/s;

/** What its tests and their groups are called: those that run wherever the suite does. */
function namesIn(source: string): readonly string[] {
  const calls = source.split(/^\s*(?=(?:test|describe)\b)/m);
  return calls.flatMap((call) => NAME.exec(call)?.[1] ?? []);
}

test.each(["threat-model", "invariants"])("every test that %s.md names exists", async (page) => {
  const text = await readFile(`docs/${page}.md`, "utf8");
  const [protectedPart = ""] = text.split("## What is not protected");
  const claims = claimsIn(protectedPart);
  expect(claims.length).toBeGreaterThan(20);
  for (const { path, name } of claims)
    expect(namesIn(await readFile(path, "utf8")), `${path}: ${name}`).toContain(name);
});

test("every file that the README names exists", async () => {
  const text = await readFile("README.md", "utf8");
  const [, tour = ""] = text.split("## A tour of `src/`");
  const linked = text.matchAll(/`(test\/[^`]+)`|\]\((?!http)([^)]+)\)|src="([^"]+)"/g);
  const paths = [
    ...[...linked].flatMap(([, ...places]) => places.filter((place) => place !== undefined)),
    ...[...tour.matchAll(/`([^`]+)`/g)].map(([, name]) => `src/${name}`),
  ];
  expect(paths.length).toBeGreaterThan(40);
  const missing: string[] = [];
  for (const path of paths) await access(path).catch(() => missing.push(path));
  expect(missing).toEqual([]);
});
