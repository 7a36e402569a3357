import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pictureFile } from "../../src/sandbox/picture-file.ts";

test("a picture that cannot be written is refused before anything runs", () => {
  expect(pictureFile("report.png")).toBe("report.png");
  const lost = join(tmpdir(), "nowhere", "report.png");
  expect(() => pictureFile(lost)).toThrow(`${join(tmpdir(), "nowhere")} cannot be written into (ENOENT).`);
});
