import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

test("every decision has its number in its title, and a line in the list", async () => {
  const files = (await readdir("docs/decisions")).filter((name) => /^\d/.test(name)).toSorted();
  expect(files.length).toBeGreaterThan(30);
  const lines: string[] = [];
  for (const file of files) {
    const [title = ""] = (await readFile(`docs/decisions/${file}`, "utf8")).split("\n");
    expect(title).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `));
    lines.push(`- [${title.slice(2)}](${file})`);
  }
  const list = await readFile("docs/decisions/README.md", "utf8");
  expect(list.split("\n").filter((line) => line.startsWith("- "))).toEqual(lines);
});
