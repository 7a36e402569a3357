import { execFile } from "node:child_process";
import { chown, copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

/** Of no use before somebody asks for a picture or a file; each would make every start, also that after a crash, slower. */
const LOADED_WHEN_NEEDED = ["@resvg/resvg-js", "echarts", "pngjs", "qrcode", "write-excel-file", "zrender"];

const script = `
  import { registerHooks } from "node:module";
  const loaded = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const [, name] = resolved.url.match(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/) ?? [];
      if (name) loaded.add(name);
      return resolved;
    },
  });
  await import(process.argv[1]);
  console.log(JSON.stringify([...loaded]));
  process.exit();
`;

test("the app starts without what draws pictures and writes files", async () => {
  const app = fileURLToPath(new URL("../src/app.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script, app]);
  const loaded: readonly string[] = JSON.parse(stdout);
  expect(loaded).toContain("grammy");
  expect(loaded.filter((name) => LOADED_WHEN_NEEDED.includes(name))).toEqual([]);
});

test.runIf(process.getuid?.() === 0)(
  "what is compiled is kept for the account that the bot belongs to, and root leaves nothing there that it cannot delete",
  async () => {
    const home = await mkdtemp(join(tmpdir(), "teman-pulih-owner-"));
    onTestFinished(async () => await rm(home, { recursive: true }));
    await mkdir(join(home, "src"));
    const module = join(home, "src/keep-compiled.ts");
    await copyFile(fileURLToPath(new URL("../src/keep-compiled.ts", import.meta.url)), module);
    const start = async () =>
      await promisify(execFile)(
        process.execPath,
        ["--input-type=module", "-e", "(await import(process.argv[1])).keepCompiled()", module],
        { env: {} },
      );
    await chown(home, 65_534, 65_534);
    await start();
    expect(await readdir(home)).toEqual(["src"]);
    await chown(home, 0, 0);
    await start();
    expect(await readdir(home)).toEqual(["node_modules", "src"]);
  },
);
