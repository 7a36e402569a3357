/** Makes the README's pictures of the demo again: `node scripts/screenshots.ts`. Needs Chromium (`apt-get install chromium`). */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDemoServer } from "../test/sandbox/demo/support/demo-server.ts";
import { openBrowser } from "../test/sandbox/demo/support/open-browser.ts";
import { answersStrongly, lastMessage } from "../test/sandbox/demo/support/tap-through.ts";

const PATIENCE_MS = 120_000;

const images = fileURLToPath(new URL("../docs/images/", import.meta.url));
const dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-screenshots-"));
const server = await startDemoServer({ dataDir });
const browser = await openBrowser();
try {
  const laptop = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
  laptop.setDefaultTimeout(PATIENCE_MS);
  await laptop.goto(server.url);
  await laptop.locator("body[data-ready]").waitFor();
  await laptop.getByRole("button", { name: "Next prompt" }).click();
  await answersStrongly(laptop);
  await laptop.locator("#phone-counselor.lit").waitFor();
  // The vibration is over, the light is still on.
  await laptop.waitForTimeout(900);
  await laptop.screenshot({ path: join(images, "demo-laptop.png") });

  const phone = await browser.newPage({
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    hasTouch: true,
    isMobile: true,
  });
  phone.setDefaultTimeout(PATIENCE_MS);
  await phone.goto(server.url);
  await phone.locator("body[data-ready]").waitFor();
  await phone.getByRole("button", { name: "Close the tour" }).click();
  await phone.getByRole("tab", { name: "Rina" }).click();
  const rina = phone.locator("#phone-counselor");
  await lastMessage(rina).getByRole("button", { name: "Lihat" }).click();
  await lastMessage(rina).getByText("R2 —").waitFor();
  await phone.waitForTimeout(1200);
  await phone.screenshot({ path: join(images, "demo-phone.png") });

  await laptop.getByRole("button", { name: "Next Monday" }).click();
  const dewi = laptop.locator("#phone-coordinator");
  await dewi.locator(".file", { hasText: "2026-11-23.xlsx" }).waitFor();
  const week = await dewi.locator(".photo img").last().getAttribute("src");
  const answer = await fetch(new URL(week ?? "", server.url));
  await writeFile(join(images, "week.png"), Buffer.from(await answer.arrayBuffer()));
} finally {
  await browser.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
