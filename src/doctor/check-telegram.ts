import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { hasFailedLately } from "../has-failed-lately.ts";
import { webhookUrl } from "../webhook-url.ts";
import { type Check, clockCheck, fail, ok, warn } from "./check.ts";

const WITHIN_MS = 10_000;
const MANY_WAITING = 100;

const webhookInfo = z.looseObject({
  url: z.string(),
  pending_update_count: z.int(),
  last_error_date: z.int().optional(),
});

interface Answer {
  readonly status: number;
  readonly result: unknown;
  readonly skewMs: number | undefined;
}

/** Whether Telegram answers, takes the token, and sends updates the way we expect them. */
export async function checkTelegram(
  { token, apiRoot, updates }: Pick<Config, "token" | "apiRoot" | "updates">,
  clock: Clock,
): Promise<readonly Check[]> {
  let me: Answer;
  let info: Answer;
  try {
    me = await ask("getMe");
    info = await ask("getWebhookInfo");
  } catch {
    return [
      fail("telegram", "Telegram cannot be reached", "check the network, the firewall and TELEGRAM_API_ROOT"),
    ];
  }
  if (me.status === 401 || me.status === 404)
    return [fail("telegram", "Telegram refuses BOT_TOKEN", "get the current one from BotFather (/token)")];
  const refused = [me, info].find(({ status }) => status !== 200);
  if (refused) return [fail("telegram", `Telegram answers ${refused.status}`, "try again in a few minutes")];
  const { username } = z.looseObject({ username: z.string() }).parse(me.result);
  return [
    ok("telegram", `answers, the token is good (@${username})`),
    webhookCheck(webhookInfo.parse(info.result), updates, clock),
    ...(me.skewMs === undefined ? [] : [clockCheck("clock-telegram", "Telegram's", me.skewMs)]),
  ];

  async function ask(method: string): Promise<Answer> {
    const began = clock.now().getTime();
    const response = await fetch(`${apiRoot}/bot${token}/${method}`, {
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const ended = clock.now().getTime();
    const date = Date.parse(response.headers.get("date") ?? "");
    const body = z.looseObject({ result: z.unknown().optional() }).parse(await response.json());
    // The header has whole seconds.
    const skewMs = Number.isNaN(date) ? undefined : (began + ended) / 2 - (date + 500);
    return { status: response.status, result: body.result, skewMs };
  }
}

function webhookCheck(
  { url, pending_update_count: waiting, last_error_date: failedAt }: z.output<typeof webhookInfo>,
  updates: Config["updates"],
  clock: Clock,
): Check {
  const name = "updates";
  const tooMany = warn(
    name,
    `${waiting} updates wait at Telegram`,
    "look whether the bot, every instance of it, runs and is well",
  );
  if (updates.kind === "polling") {
    if (url !== "")
      return warn(
        name,
        "a webhook is set although this bot polls",
        "npm start removes it; if another server uses this bot, stop that one",
      );
    return waiting > MANY_WAITING ? tooMany : ok(name, `long polling; ${waiting} waiting`);
  }
  if (url !== webhookUrl(updates.publicUrl))
    return fail(
      name,
      url === "" ? "no webhook is set" : "Telegram delivers to another address than PUBLIC_URL",
      "a bot that runs sets it again within five minutes; see that no other server uses this bot",
    );
  if (hasFailedLately(failedAt, clock.now()))
    return fail(
      name,
      "Telegram could not deliver to the webhook within the last hour",
      "check the proxy, its certificate, and that WEBHOOK_SECRET is the same everywhere",
    );
  return waiting > MANY_WAITING ? tooMany : ok(name, `webhook; ${waiting} waiting`);
}
