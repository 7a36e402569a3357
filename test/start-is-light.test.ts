import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Of no use before somebody asks for a picture or a file; each would make every start, also that after a crash, slower. */
const LOADED_WHEN_NEEDED = ["@resvg/resvg-js", "echarts", "exceljs", "pngjs", "qrcode", "zrender"];

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
