import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

/** With its command where it is a part of one. */
const usage = (name: string) => new RegExp(`admin -- (?:[a-z-]+ )?${name}(?![\\w-])`);

test("every command of the operator's is to be found in what the operator reads", async () => {
  const pages = `${await readFile("README.md", "utf8")}${await readFile("docs/operations.md", "utf8")}`;
  const names: string[] = [];
  for (const file of await readdir("src/admin")) {
    const source = await readFile(`src/admin/${file}`, "utf8");
    for (const [, name = ""] of source.matchAll(/new Command\("([\w-]+)"\)/g)) names.push(name);
  }
  expect(names.length).toBeGreaterThan(12);
  expect(names.filter((name) => name !== "admin" && !usage(name).test(pages))).toEqual([]);
});
