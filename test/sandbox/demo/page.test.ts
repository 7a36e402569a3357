import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type DemoServer, startDemoServer } from "./support/demo-server.ts";
import { openBrowser } from "./support/open-browser.ts";
import { answersStrongly, lastMessage } from "./support/tap-through.ts";

/** With the other tests beside it on a slow machine the page takes a minute to be there. */
const PATIENCE = 150_000;
/** A PNG of one pixel. */
const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

let dataDir: string;
let server: DemoServer;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

async function open(width: number, height: number): Promise<Page> {
  // What moves is painted by the processor here, for as long as it moves.
  const opened = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" });
  opened.setDefaultTimeout(PATIENCE);
  opened.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("request", (asked) => {
    if (!asked.url().startsWith(server.url) && !asked.url().startsWith("data:"))
      complaints.push(`asked for ${asked.url()}`);
  });
  await opened.goto(server.url);
  await opened.locator("body[data-ready]").waitFor();
  return opened;
}

async function movesClock(name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await button.click();
  await page
    .locator("body:not(.moving) [data-to]:not([aria-busy]):not([aria-disabled=true])")
    .first()
    .waitFor({ timeout: 200_000 });
  await expect.poll(() => button.getAttribute("aria-busy"), { timeout: 200_000 }).toBeNull();
  // The keyboard keeps its place: whoever pressed it can press it again.
  expect(await button.evaluate((pressed) => pressed.matches(":focus"))).toBe(true);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-page-"));
  // First: without Chromium nothing below is worth starting.
  browser = await openBrowser();
  server = await startDemoServer({ dataDir });
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 30_000);
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

test("three phones stand side by side on a small laptop, with weeks behind them, and nothing scrolls", {
  timeout: 180_000,
}, async () => {
  page = await open(1280, 720);
  await expect.poll(() => page.locator(".phone").count()).toBe(3);
  for (const id of ["participant", "counselor", "coordinator"]) {
    const box = await page.locator(`#phone-${id}`).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(720);
    expect(await page.locator(`#phone-${id} .message`).count()).toBeGreaterThan(5);
  }
  expect(await page.evaluate("document.documentElement.scrollHeight <= innerHeight")).toBe(true);
  expect(await page.locator("#now-date").textContent()).toContain("26 Nov 2026");
});

test("at 200 % and on a phone held sideways the page scrolls, and the chat has room", async () => {
  const small = await open(640, 360);
  const messages = small.locator("#phone-participant .messages");
  for (const [width, height] of [
    [640, 360],
    [844, 390],
  ] as const) {
    await small.setViewportSize({ width, height });
    expect((await messages.boundingBox())?.height).toBeGreaterThan(180);
    const field = small.locator("#phone-participant").getByRole("textbox");
    await field.scrollIntoViewIfNeeded();
    const box = await field.boundingBox();
    expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
  }
  await small.close();
}, 180_000);

/** A page that hears what `tell` says instead of the demo. */
async function openAlone() {
  const heard = await browser.newPage({ viewport: { width: 640, height: 800 } });
  await heard.addInitScript(`window.EventSource = class extends EventTarget {
    constructor() { super(); window.stream = this; }
  }`);
  await heard.goto(server.url);
  const tell = async (event: object) => {
    const data = JSON.stringify(JSON.stringify(event));
    await heard.evaluate(`stream.dispatchEvent(new MessageEvent("message", { data: ${data} }))`);
  };
  return { heard, tell, messages: heard.getByRole("tabpanel").locator(".messages") };
}

const EVENING = Date.UTC(2026, 10, 26, 11);

function says(id: number, text: string, { at = EVENING, label }: { at?: number; label?: string } = {}) {
  return { id, mine: false, at, text, buttons: label === undefined ? [] : [[{ label, data: label }]] };
}

function phoneWith(messages: readonly object[], id = "bayu") {
  return { id, title: "BPN-014", subtitle: "Participant", lang: "id", commands: [], messages };
}

function stateOf(phones: readonly object[], livedShare?: number) {
  const clock = { now: EVENING, livedShare };
  return { kind: "state", state: { zone: "Asia/Makassar", botName: "Bot", clock, phones } };
}

test("a screen reader hears whole tens while the first weeks are lived through, and messages from then on", async () => {
  const { heard, tell, messages } = await openAlone();
  const bayu = phoneWith([says(1, "Hai")]);
  const status = heard.locator("#status");
  // What is not rendered when its words come is not read out.
  const display = "getComputedStyle(document.querySelector('#status')).display";
  expect(await heard.evaluate(display)).toBe("block");
  await tell(stateOf([bayu], 0.31));
  expect(await status.textContent()).toContain("30 %");
  await status.evaluate((line) => Reflect.set(line.firstChild ?? line, "kept", true));
  await tell(stateOf([bayu], 0.39));
  expect(await status.evaluate((line) => Reflect.get(line.firstChild ?? line, "kept"))).toBe(true);
  expect(await messages.getAttribute("aria-live")).toBe("off");
  await tell(stateOf([bayu]));
  expect(await messages.getAttribute("aria-live")).toBe("polite");
  expect(await messages.getAttribute("tabindex")).toBe("0");
  expect(await messages.locator(".message").getAttribute("lang")).toBe("id");
  const toast = heard.getByRole("tabpanel").locator(".toast");
  expect(await toast.evaluate((line) => line.checkVisibility())).toBe(true);
  await tell({ kind: "toast", phone: "bayu", text: "Tercatat" });
  expect(await toast.textContent()).toBe("Tercatat");
  await tell({ kind: "language", phone: "bayu", lang: "en" });
  await tell({ kind: "message", phone: "bayu", message: says(2, "Saved"), edited: false });
  const spoken = messages.locator(".message").or(toast);
  expect(await spoken.evaluateAll((items) => items.map((item) => item.getAttribute("lang")))).toEqual([
    ...["en", "en", "en"],
  ]);
  await heard.close();
}, 120_000);

test("after a gap only what has changed is touched, and the keyboard keeps its place", async () => {
  const { heard, tell, messages } = await openAlone();
  const hours = (count: number) => EVENING + count * 3_600_000;
  const before = [says(4, "Siap?", { label: "Siap" }), says(5, "Halo")];
  await tell(stateOf([phoneWith(before)]));
  await messages.evaluate((list) => {
    for (const item of list.children) Reflect.set(item, "kept", true);
  });
  await messages.getByRole("button", { name: "Siap" }).focus();
  const focused = "document.activeElement.textContent";

  const after = [...before.slice(0, 1), says(5, "Halo lagi"), says(6, "Pagi", { at: hours(24) })];
  await tell(stateOf([phoneWith(after)]));
  expect(await heard.evaluate(focused)).toBe("Siap");
  expect(
    await messages.evaluate((list) => [...list.children].map((item) => Reflect.get(item, "kept") === true)),
  ).toEqual([true, true, false, false, false]);

  // Older than all that is shown.
  await tell({ kind: "message", phone: "bayu", message: says(3, "lama"), edited: true });
  await tell({ kind: "deleted", phone: "bayu", ids: [4] });
  expect(await heard.evaluate("document.activeElement.className")).toBe("messages");
  await tell({ kind: "deleted", phone: "bayu", ids: [6] });
  const shown = async () => {
    const texts = await messages.locator(".day, .bubble").allTextContents();
    return texts.map((text) => text.replace(/^\w{3},? (?=\d)/, ""));
  };
  expect(await shown()).toEqual(["26 Nov", "Halo lagi19:00"]);

  const [yesterday, tomorrow] = [says(2, "Kemarin", { at: hours(-24) }), says(7, "Besok", { at: hours(24) })];
  await tell(stateOf([phoneWith([yesterday, says(5, "Halo lagi"), tomorrow])]));
  expect(await shown()).toEqual([
    ...["25 Nov", "Kemarin19:00"],
    ...["26 Nov", "Halo lagi19:00"],
    ...["27 Nov", "Besok19:00"],
  ]);
  await heard.close();
}, 120_000);

test.each([
  { begun: "lives through its weeks", state: stateOf([phoneWith([])], 0) },
  { begun: "lacks a phone", state: stateOf([]) },
])(
  "a demo begun anew that $begun is shown anew",
  async ({ state }) => {
    const { heard, tell } = await openAlone();
    await tell(stateOf([phoneWith([says(1, "Hai")])]));
    await heard.locator("body[data-ready]").waitFor();
    await Promise.all([heard.waitForEvent("load"), tell(state)]);
    expect(await heard.locator("body[data-ready], .phone").count()).toBe(0);
    await heard.close();
  },
  60_000,
);

test("a strong craving with little confidence lights up the counselor's phone", async () => {
  await movesClock("Next prompt");
  // It goes on while the others answer.
  await expect.poll(() => page.locator("#now-time").textContent()).toMatch(/^19:3\d$/);
  expect(await page.locator("[data-step=prompt]").textContent()).toContain("(done)");
  await page.locator("#phone-participant .banner").getByText("waktunya cek harian").waitFor();
  await answersStrongly(page);
  const rina = page.locator("#phone-counselor");
  await page.locator("#phone-counselor.lit").waitFor();
  expect(await rina.locator(".banner span").textContent()).toBe("1 hal perlu dilihat · BPN-014");
}, 120_000);

test("the counselor opens the alert, takes it and has spoken", async () => {
  const rina = page.locator("#phone-counselor");
  await lastMessage(rina).getByRole("button", { name: "Lihat" }).click();
  await lastMessage(rina).getByText("BPN-014 · Merah").waitFor();
  expect(await lastMessage(rina).textContent()).toContain("R2 —");
  await lastMessage(rina).getByRole("button", { name: "Saya tangani" }).click();
  await rina.locator(".toast", { hasText: "kamu yang pegang" }).waitFor();
  await lastMessage(rina).getByText("Ditangani Rina").waitFor();
  await lastMessage(rina).getByRole("button", { name: "Sudah bicara" }).click();
  await lastMessage(rina).getByRole("button", { name: "Cukup bicara" }).click();
  await lastMessage(rina).getByText("Sudah bicara (Rina").waitFor();
  expect(await page.locator("#phone-counselor.lit").count()).toBe(0);
}, 120_000);

test("on Monday the coordinator has the week: a picture to enlarge and a file to keep", async () => {
  await movesClock("Next Monday 08:00");
  const dewi = page.locator("#phone-coordinator");
  await dewi.locator(".file", { hasText: "2026-11-23.xlsx" }).waitFor();
  await dewi.locator(".photo").last().click();
  const shown = page.locator("#picture img");
  await expect
    .poll(() => shown.evaluate((image) => Number(Reflect.get(image, "naturalWidth"))))
    .toBeGreaterThan(900);
  await page.getByRole("button", { name: "Close the picture" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dewi.locator(".file", { hasText: "2026-11-23.xlsx" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("2026-11-23.xlsx");
}, 240_000);

test("an invitation is opened on a fourth phone", async () => {
  const dewi = page.locator("#phone-coordinator");
  await dewi.getByRole("button", { name: "https://t.me/" }).last().click();
  await page.getByRole("button", { name: "Open on a new phone" }).click();
  const fresh = page.locator("#phone-new-1");
  expect(await lastMessage(fresh).getAttribute("lang")).toBe("id");
  await fresh.getByRole("button", { name: "English" }).click();
  await lastMessage(fresh).getByText("not an emergency service").waitFor();
  await expect.poll(() => lastMessage(fresh).getAttribute("lang")).toBe("en");
}, 120_000);

test("words, commands and pictures can be sent", async () => {
  const bayu = page.locator("#phone-participant");
  await bayu.getByRole("textbox").fill("halo");
  await bayu.getByRole("button", { name: "Send", exact: true }).click();
  await bayu.locator(".message.mine", { hasText: "halo" }).waitFor();
  await bayu.locator(".chips").getByRole("button", { name: "/jam" }).click();
  await lastMessage(bayu).getByText("Mau jam berapa?").waitFor();
  await bayu
    .locator("input[type=file]")
    .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: Buffer.from(DOT, "base64") });
  await bayu.locator(".message.mine .photo").waitFor();
}, 120_000);

test("on a phone there is one phone at a time, with tabs that count what is unread", async () => {
  await page.close();
  page = await open(390, 844);
  expect(await page.locator(".phone:visible").count()).toBe(1);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  await movesClock("Next prompt");
  await page.getByRole("tab", { name: "Dewi" }).click();
  await movesClock("Next prompt");
  await page.locator("[data-tab=participant] .unread").waitFor();
  await page.getByRole("tab", { name: "BPN-014" }).click();
  expect(await page.locator("[data-tab=participant] .unread").count()).toBe(0);
  await page.locator("#phone-participant").getByRole("button", { name: "Siap" }).last().click();
  await lastMessage(page.locator("#phone-participant")).getByText("Pertanyaan 1 dari").waitFor();
}, 240_000);

test("a name that only points here, another site's page and bad bodies are refused", async () => {
  const { port } = new URL(server.url);
  const post = async (path: string, body: string, headers: Record<string, string>) =>
    await new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ port, path, method: "POST", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once("error", reject);
      asked.end(body);
    });
  const json = { "content-type": "application/json" };
  const hour = JSON.stringify({ to: "hour" });
  expect(await post("/api/clock", hour, { ...json, host: "evil.example" })).toBe(403);
  expect(await post("/api/clock", hour, { ...json, origin: "https://evil.example" })).toBe(403);
  expect(await post("/api/clock", hour, { "content-type": "text/plain" })).toBe(415);
  expect(await post("/api/clock", JSON.stringify({ to: "yesterday" }), json)).toBe(400);
  expect(await post("/api/phones/nobody/text", JSON.stringify({ text: "x" }), json)).toBe(409);
});

test("SIGTERM stops it within ten seconds, and the next start goes on from where it was", async () => {
  const before = await page.locator("#now-date").textContent();
  await page.close();
  const began = performance.now();
  expect(await server.stop(), server.output()).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  server = await startDemoServer({ dataDir });
  page = await open(1280, 720);
  expect(await page.locator("#now-date").textContent()).toBe(before);
  expect(await page.locator(".phone").count()).toBe(4);
  await lastMessage(page.locator("#phone-participant")).getByText("Pertanyaan 1 dari").waitFor();
  await lastMessage(page.locator("#phone-participant")).getByRole("button", { name: /^0 / }).click();
  await lastMessage(page.locator("#phone-participant")).getByText("Pertanyaan 2 dari").waitFor();
}, 240_000);

test("a demo that cannot be saved says so when it stops, and leaves no database behind", async () => {
  await page.close();
  // In the way of the next one, unless a save is just being written there.
  const draft = join(dataDir, "demo.json.new");
  await expect.poll(() => mkdir(draft).catch(({ code }) => code)).toBeUndefined();
  expect(await server.stop()).toBe(1);
  expect(server.output()).toContain("EISDIR");
  expect(existsSync(join(dataDir, "postgres/data/postmaster.pid"))).toBe(false);
}, 120_000);
