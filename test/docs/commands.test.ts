import { readdir, readFile } from "node:fs/promises";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { commands } from "../../src/admin/cli.ts";

const loaded: readonly Command[] = await Promise.all(
  Object.values(commands).map(async (load) => await load()),
);

const read = async (path: string) => await readFile(path, "utf8");

/** Command lines as they are written down, without what stands before the command; the drill has a short name for that. */
function linesIn(text: string): readonly string[] {
  const lines = text.matchAll(/(?:admin -- |src\/admin\.ts |^drill )([a-z][^`#\n]*)/gm);
  return [...lines].map(([, line = ""]) => line.trim());
}

/** What the operator would be refused. */
function unknownIn(line: string): string | undefined {
  const [name = "", next = ""] = line.split(/\s+/);
  const command = loaded.find((each) => each.name() === name);
  if (!command) return name;
  const part = command.commands.find((each) => each.name() === next);
  if (command.commands.length > 0 && !part) return `${name} ${next}`;
  const known = ["--help", ...(part ?? command).options.map(({ long }) => long)];
  return line.match(/(?<=\s)--[a-z-]+/g)?.find((option) => !known.includes(option));
}

test("every command of the operator's is to be found in what the operator reads", async () => {
  const pages = `${await read("README.md")}${await read("docs/operations.md")}`;
  const names = loaded.flatMap((command) =>
    command.commands.length > 0
      ? command.commands.map((part) => `${command.name()} ${part.name()}`)
      : [command.name()],
  );
  expect(names.length).toBeGreaterThan(12);
  expect(names.filter((name) => !new RegExp(`admin -- ${name}(?![\\w-])`).test(pages))).toEqual([]);
});

test("every command line that is written down is one that the operator can give", async () => {
  const pages = (await readdir("docs", { recursive: true })).filter((name) => /\.(md|service)$/.test(name));
  const paths = ["README.md", "CONTRIBUTING.md", ".env.example", ...pages.map((page) => `docs/${page}`)];
  const lines = (await Promise.all(paths.map(read))).flatMap(linesIn);
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.filter((line) => unknownIn(line) !== undefined)).toEqual([]);
  expect(["backup FILE --weeks 4", "audit show", "prune"].map(unknownIn)).toEqual([
    "--weeks",
    "audit show",
    "prune",
  ]);
});

test("every option that the operations name by itself is one of a command", async () => {
  const named = [...(await read("docs/operations.md")).matchAll(/`(--[a-z-]+)/g)].map(([, name]) => name);
  const known = loaded.flatMap((command) => [command, ...command.commands]).flatMap(({ options }) => options);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !["--help", ...known.map(({ long }) => long)].includes(name))).toEqual([]);
});
