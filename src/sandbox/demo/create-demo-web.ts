import { readFile } from "node:fs/promises";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { clockTargets, type Demo, type Outcome } from "./create-demo.ts";

const SCRIPTS = ["page", "demo-clock", "guide", "message-view", "phone-view", "send", "tabs"];
const PAGE: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  "/": { file: "index.html", type: "text/html; charset=utf-8" },
  "/style.css": { file: "style.css", type: "text/css; charset=utf-8" },
  "/icon.svg": { file: "icon.svg", type: "image/svg+xml" },
  ...Object.fromEntries(
    SCRIPTS.map((name) => [`/${name}.js`, { file: `${name}.js`, type: "text/javascript; charset=utf-8" }]),
  ),
};
const LOCAL = new Set(["127.0.0.1", "localhost"]);
const LARGEST_BODY = 8 * 1024 * 1024;
/** How often a quiet demo says what time it is: its stream stays open, and a page whose machine slept is right again. */
const HEARTBEAT_MS = 15_000;

const text = z.strictObject({ text: z.string().trim().min(1).max(4096) });
const tap = z.strictObject({ messageId: z.int().positive(), data: z.string().min(1).max(64) });
const file = z.strictObject({ fileName: z.string().min(1).max(120), base64: z.base64().min(4) });
const phone = z.strictObject({ link: z.url({ protocol: /^https$/, hostname: /^t\.me$/ }).max(300) });
const clock = z.strictObject({ to: z.enum(clockTargets) });

/** The page and what it may do. For browsers on this machine only: other hosts and other sites' pages are refused. */
export function createDemoWeb(demo: Demo, closing: AbortSignal): Hono {
  const web = new Hono();
  web.use(async (c, next) => {
    const host = c.req.header("host") ?? "";
    const origin = c.req.header("origin");
    // A foreign name that was made to point here, or a foreign page that posts here.
    if (!LOCAL.has(host.replace(/:\d+$/, "")) || (origin !== undefined && origin !== `http://${host}`))
      return c.text("This demo answers on 127.0.0.1 and localhost only.\n", 403);
    return await next();
  });
  web.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
      strictTransportSecurity: false,
    }),
  );
  web.use("/api/*", bodyLimit({ maxSize: LARGEST_BODY }));

  for (const [path, { file: name, type }] of Object.entries(PAGE))
    web.get(path, async (c) => {
      const content = await readFile(new URL(`page/${name}`, import.meta.url));
      return c.body(new Uint8Array(content), 200, { "content-type": type, "cache-control": "no-cache" });
    });

  web.get("/api/events", (c) =>
    streamSSE(c, async (stream) => {
      // The whole state first: whoever comes back after a gap has missed nothing.
      const queue: string[] = [];
      let wake = (): void => undefined;
      const end = demo.listen((event) => {
        queue.push(JSON.stringify(event));
        wake();
      });
      queue.push(JSON.stringify({ kind: "state", state: demo.state() }));
      const stop = (): void => wake();
      closing.addEventListener("abort", stop);
      stream.onAbort(stop);
      try {
        while (!closing.aborted && !stream.aborted) {
          const data = queue.shift();
          if (data !== undefined) await stream.writeSSE({ data });
          else if (!(await changesWithin(HEARTBEAT_MS)))
            queue.push(JSON.stringify({ kind: "clock", clock: demo.state().clock }));
        }
      } finally {
        end();
        closing.removeEventListener("abort", stop);
      }

      function changesWithin(milliseconds: number): Promise<boolean> {
        return new Promise((resolve) => {
          const timer = setTimeout(() => resolve(false), milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve(true);
          };
        });
      }
    }),
  );

  web.post("/api/phones/:id/text", async (c) => {
    const body = await read(c, text);
    return body instanceof Response ? body : answer(c, await demo.types(c.req.param("id"), body.text));
  });
  web.post("/api/phones/:id/tap", async (c) => {
    const body = await read(c, tap);
    if (body instanceof Response) return body;
    return answer(c, await demo.taps(c.req.param("id"), body.messageId, body.data));
  });
  web.post("/api/phones/:id/file", async (c) => {
    const body = await read(c, file);
    if (body instanceof Response) return body;
    const bytes = Buffer.from(body.base64, "base64");
    return answer(c, await demo.sendsFile(c.req.param("id"), body.fileName, bytes));
  });
  web.post("/api/phones", async (c) => {
    const body = await read(c, phone);
    return body instanceof Response ? body : answer(c, await demo.addPhone(body.link));
  });
  web.post("/api/clock", async (c) => {
    const body = await read(c, clock);
    return body instanceof Response ? body : answer(c, await demo.moveClock(body.to));
  });

  web.get("/files/*", (c) => {
    const found = demo.file(c.req.path.slice("/files/".length));
    if (!found) return c.text("This file is gone.\n", 404);
    const shown = /^image\/(png|jpeg)$/.test(found.mimeType);
    const name = encodeURIComponent(found.fileName);
    return c.body(Uint8Array.from(found.bytes), 200, {
      "content-type": shown ? found.mimeType : "application/octet-stream",
      "content-disposition": `${shown ? "inline" : "attachment"}; filename*=UTF-8''${name}`,
    });
  });
  web.onError((error, c) => {
    if (error instanceof Error && error.message.includes("blocked the bot"))
      return c.json({ error: "This phone has blocked the bot." }, 409);
    throw error;
  });
  return web;
}

async function read<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema> | Response> {
  if (!c.req.header("content-type")?.startsWith("application/json"))
    return c.json({ error: "Send JSON." }, 415);
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  return parsed.success ? parsed.data : c.json({ error: z.prettifyError(parsed.error) }, 400);
}

function answer(c: Context, outcome: Outcome & { readonly phone?: unknown }): Response {
  switch (outcome.kind) {
    case "done":
      return c.json({ ok: true, ...("phone" in outcome && { phone: outcome.phone }) });
    case "refused":
      return c.json({ error: outcome.why }, 409);
  }
}
