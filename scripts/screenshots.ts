/** Makes the README's pictures of the demo again: `node scripts/screenshots.ts`, with Chromium from the system. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { withDemoServer } from "../test/sandbox/demo/support/demo-server.ts";
import { openBrowser } from "../test/sandbox/demo/support/open-browser.ts";
import { answersStrongly } from "../test/sandbox/demo/support/tap-through.ts";

const images = new URL("../docs/images/", import.meta.url).pathname;
const dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-screenshots-"));
try {
  await withDemoServer({ dataDir }, async (url) => {
    const browser = await openBrowser();
    const laptop = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
    await laptop.goto(url);
    await laptop.locator("body[data-ready]").waitFor();
    await laptop.getByRole("button", { name: "Next prompt" }).click();
    await answersStrongly(laptop);
    await laptop.locator("#phone-counselor.lit").waitFor();
    // The vibration is over, the light is still on.
    await laptop.waitForTimeout(900);
    await shoot(laptop, "demo-laptop.png");

    const phone = await browser.newPage({
      viewport: { width: 390, height: 844 },
      colorScheme: "dark",
      hasTouch: true,
      isMobile: true,
    });
    await phone.goto(url);
    await phone.locator("body[data-ready]").waitFor();
    await phone.getByRole("tab", { name: "Rina" }).click();
    await phone.locator("#phone-counselor").getByRole("button", { name: "Lihat" }).last().click();
    await phone.locator("#phone-counselor .message.flash").waitFor();
    await phone.waitForTimeout(1200);
    await shoot(phone, "demo-phone.png");
    await browser.close();
  });
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(images, name) });
  process.stdout.write(`docs/images/${name}\n`);
}
