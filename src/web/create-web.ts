import { createHash, timingSafeEqual } from "node:crypto";
import type { Update } from "grammy/types";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import type { UpdateHandler } from "../bot/handle-update.ts";
import { WEBHOOK_PATH } from "../webhook-url.ts";
import type { Metrics } from "./metrics.ts";

export interface WebOptions {
  /** Only in webhook mode. */
  readonly webhook?: { readonly secret: string; readonly handle: UpdateHandler };
  readonly metrics: Metrics;
  /** What is not well, one word each; empty when everything is. */
  readonly problems: () => Promise<readonly string[]>;
}

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const LARGEST_UPDATE = 1024 * 1024;

/** Only that it is an update; whatever handles it checks the rest. */
const update = z.looseObject({ update_id: z.int() });

export function createWeb({ webhook, metrics, problems }: WebOptions): Hono {
  const web = new Hono();
  web.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }));
  web.use(async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
  });
  web.get("/healthz", (c) => c.text("ok"));
  web.get("/readyz", async (c) => {
    const found = await problems();
    return found.length === 0 ? c.text("ready") : c.text(found.join("\n"), 503);
  });
  web.get("/metrics", async (c) =>
    c.body(await metrics.text(), 200, { "content-type": metrics.contentType }),
  );

  if (webhook)
    web.post(WEBHOOK_PATH, bodyLimit({ maxSize: LARGEST_UPDATE }), async (c) => {
      if (!isSecret(c.req.header("x-telegram-bot-api-secret-token"), webhook.secret)) return c.text("", 401);
      if (!JSON_TYPE.test(c.req.header("content-type") ?? "")) return c.text("", 415);
      const parsed = update.safeParse(await c.req.json().catch(() => undefined));
      if (!parsed.success) return c.text("", 400);
      const handled = await webhook.handle(parsed.data as Update);
      // Anything but 2xx makes Telegram send the update again.
      return handled === "done" ? c.text("") : c.text("", 503);
    });
  return web;
}

/** Both are hashed first, so that the time taken reveals neither how much of the secret matches nor its length. */
function isSecret(given: string | undefined, secret: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given ?? ""), hash(secret));
}
