import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { Api } from "grammy";
import type { Logger } from "pino";
import { DeparturesFile } from "./backup/departures-file.ts";
import { createBot } from "./bot/create-bot.ts";
import { FailedUpdates } from "./bot/failed-updates.ts";
import { fitMessages } from "./bot/fit-messages.ts";
import type { PerPerson } from "./bot/flood.ts";
import { NotTheirsAnyMore } from "./bot/former-accounts.ts";
import { updateHandler } from "./bot/handle-update.ts";
import { HelpMemory } from "./bot/help-memory.ts";
import { Polling } from "./bot/polling.ts";
import { publishCommands, publishStaffCommands } from "./bot/publish-commands.ts";
import { ReplyLanes } from "./bot/reply-lanes.ts";
import { untilAnswered } from "./bot/until-answered.ts";
import { Webhook } from "./bot/webhook.ts";
import type { Clock } from "./clock.ts";
import type { Db } from "./db/client.ts";
import { refuseRetiredKey } from "./db/key-check.ts";
import { sealingProcess } from "./db/rotate-keys.ts";
import type { Sealer } from "./db/seal.ts";
import type { Deps } from "./deps.ts";
import type { Instrument } from "./domain/instrument.ts";
import { createAuditor } from "./jobs/auditor.ts";
import { createTicker } from "./jobs/tick.ts";
import { startWorker, type Worker } from "./jobs/worker.ts";
import { OperatorError } from "./operator-error.ts";
import { countDelivering, Hands } from "./outbox/hands.ts";
import { recogniseBot } from "./outbox/recognise-bot.ts";
import { sendingLimit } from "./outbox/sending-limit.ts";
import { sortFailure } from "./outbox/sort-failure.ts";
import { type Pause, realPause } from "./pause.ts";
import { firstInvitation } from "./people/first-invitation.ts";
import { linkedStaff } from "./people/linked-staff.ts";
import { createWeb } from "./web/create-web.ts";
import { createMetrics } from "./web/metrics.ts";
import { webhookUrl } from "./webhook-url.ts";

/** Four steps, and the database after them, have to fit into ten seconds. */
const STOP_EACH_MS = 1800;

export interface AppOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly updates:
    | { readonly kind: "polling" }
    | { readonly kind: "webhook"; readonly publicUrl: string; readonly secret: string };
  /** Opened and migrated; whoever opened it closes it after `stop`. */
  readonly database: { readonly url: string; readonly db: Db };
  readonly sealer: Sealer;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly heartbeatUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** How much one account may send. Without it there is no limit, for tests whose clock runs fast. */
  readonly perPerson?: PerPerson;
  /** Telegram allows about 30 over the whole bot. */
  readonly messagesPerSecond?: number;
  /** How long a call to Telegram may take, fractions allowed; long polls have their own limit. */
  readonly callSeconds?: number;
  /** How long help waits for the database before it uses what is kept in memory. */
  readonly helpWaitsMs?: number;
  /** Before a screen is tried again, and before the worker starts again. */
  readonly pause?: Pause;
  /** The file outside the database that records who has left; none when undefined. */
  readonly departuresPath?: string;
  /** No timers: tests and the demo call `tick` after moving the clock. */
  readonly manualTick?: boolean;
  /**
   * Given the function that stops, as soon as anything runs: a start may take long, and whoever asks to stop does not wait for
   * its end.
   */
  readonly onRunning?: (stop: () => Promise<void>) => void;
  readonly onFatal?: () => void;
}

export interface App {
  readonly deps: Deps;
  readonly port: number;
  readonly botUsername: string;
  readonly lanes: ReplyLanes;
  readonly hands: Hands;
  /** Does what is due now. */
  tick(): Promise<void>;
  /** Compares what should have happened with what did. */
  audit(): Promise<void>;
  /** Stops taking work, finishes what runs, closes. */
  stop(): Promise<void>;
}

/**
 * Wires everything. Order: ready to send, then due work, then updates; `stop` goes the other way, and so does a start that
 * fails: what was sent is put on record before the database goes.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { token, apiRoot, clock, log, sealer, instruments } = options;
  const { db, url } = options.database;
  const now = () => clock.now();
  const deps: Deps = { db, sealer, instruments, log };
  const lanes = new ReplyLanes((error, chatId) => {
    if (error instanceof NotTheirsAnyMore)
      return log.debug("a screen was not sent to an account that is nobody's now");
    // Blocked meanwhile, or Telegram is away: what counts is committed, the screen comes with the next tap.
    log.warn({ err: error, failure: failureKind(error), lane: chatId !== 0 }, "a reply could not be shown");
  });
  const metrics = createMetrics(db);
  const callSeconds = options.callSeconds ?? 10;
  // Tries once: the outbox does its own waiting and counts the attempts.
  const api = new Api(token, { apiRoot, timeoutSeconds: callSeconds });
  api.config.use(fitMessages(log));
  const memory = new HelpMemory(options.helpWaitsMs);
  const pause = options.pause ?? realPause;
  const bot = createBot(deps, {
    ...{ token, apiRoot, callSeconds, now, lanes, memory, pause },
    perPerson: options.perPerson,
  });
  const failed = new FailedUpdates(clock);
  const handle = updateHandler(bot, log, failed);
  const counted: typeof handle = async (update) => {
    const outcome = await handle(update);
    metrics.updates.inc({ outcome });
    return outcome;
  };
  const { updates } = options;
  const receiver =
    updates.kind === "webhook"
      ? new Webhook({
          ...{ api, clock, log, secret: updates.secret, handle: counted },
          url: webhookUrl(updates.publicUrl),
        })
      : new Polling({
          ...{ log, handle: counted, onRefused: () => options.onFatal?.() },
          // Its own client: a long poll takes longer than any other call may.
          api: new Api(token, { apiRoot, timeoutSeconds: 40 }),
        });
  let worker: Worker | undefined;
  let needs: () => readonly string[] = () => [];
  /** Whether the last attempt to record who has left, outside the database, succeeded. */
  let departuresKept = true;
  /** What brings in work. */
  const sources: { stop(): Promise<void> }[] = [];
  const problems = async (): Promise<readonly string[]> => {
    const database = await db.$queryRaw`SELECT 1`.then(
      () => [],
      () => ["database"],
    );
    return [
      ...database,
      ...(receiver.healthy ? [] : ["telegram"]),
      ...(worker?.running ? [] : ["deliveries"]),
      ...needs(),
      ...(departuresKept ? [] : ["departures"]),
      ...(failed.unheard().length > 0 ? ["help"] : []),
    ];
  };
  const web = createWeb({ ...(receiver instanceof Webhook && { webhook: receiver }), metrics, problems });
  const respond = getRequestListener(web.fetch);
  const server = createServer((request, response) => void respond(request, response));
  await listen(server, options);

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopped ??= stopAll();
    await stopped;
  };
  options.onRunning?.(stop);

  try {
    await untilAnswered(log, async () => {
      bot.botInfo = await api.getMe();
      await publishCommands(api);
    });
    if (await recogniseBot(db, bot.botInfo.id, now()))
      log.warn(
        { bot: bot.botInfo.username },
        "another bot than before: everybody has to press Start there once",
      );
    await memory.load(deps);
    for (const member of await linkedStaff(db))
      lanes.aside(member.telegramId, async () => await publishStaffCommands(api, member));
    const delivery = {
      ...deps,
      api,
      limit: sendingLimit(options.messagesPerSecond ?? 30),
      hands: new Hands(sealingProcess(sealer)),
      now,
      pause,
      metrics,
    };
    const workerUrl = new URL(url);
    // Its connection stays open, so that the other processes see that this one lives, and a key rotation sees under which
    // key it seals.
    workerUrl.searchParams.set("application_name", delivery.hands.name);
    worker = await startWorker(delivery, workerUrl.href);
    await refuseRetiredKey(db, sealer);
    const auditor = createAuditor(deps, clock, async () => {
      if (receiver instanceof Webhook) await receiver.look();
    });
    await auditor.lookForNeeds();
    needs = () => auditor.needs;
    const { departuresPath } = options;
    const departures = departuresPath === undefined ? undefined : new DeparturesFile(departuresPath);
    const ticker = createTicker(delivery, clock, async (well) => {
      try {
        await departures?.follow(db, clock.now());
        departuresKept = true;
      } catch (error) {
        departuresKept = false;
        log.error({ err: error }, "could not write down who left; a restore would bring them back");
      }
      // Also when a sweep failed: help must say what holds now, and no process may send more than its share.
      await memory.refresh(deps);
      const processes = await countDelivering(db);
      delivery.limit.shareAmong(processes);
      failed.shareAmong(processes);
      metrics.processes.set(processes);
      if (!well) return;
      metrics.lastTick.set(Math.round(clock.now().getTime() / 1000));
      // A bot that receives nothing has nothing left to do, but it is not well.
      const hears = receiver.healthy && failed.unheard().length === 0;
      if (hears && auditor.well && departuresKept) await heartbeat(options.heartbeatUrl, log);
    });
    sources.push(ticker, auditor);
    if (!options.manualTick) {
      ticker.start();
      auditor.start();
    }

    const invitation = await firstInvitation(db, now());
    if (invitation) {
      const link = `https://t.me/${bot.botInfo.username}?start=${invitation.token}`;
      log.warn(
        { link, expiresAt: invitation.expiresAt },
        "no coordinator yet: open this link in Telegram to become the first",
      );
    }
    if (receiver instanceof Webhook) await untilAnswered(log, async () => await receiver.set());
    else {
      sources.push(receiver);
      receiver.start();
    }
    const programmes = await db.programme.findMany({ select: { zone: true }, orderBy: { id: "asc" } });
    const zones = [...new Set(programmes.map(({ zone }) => zone))];
    log.info({ bot: bot.botInfo.username, updates: updates.kind, zones }, "ready");

    return {
      deps,
      port: (server.address() as AddressInfo).port,
      botUsername: bot.botInfo.username,
      lanes,
      hands: delivery.hands,
      tick: () => ticker.tick(),
      audit: () => auditor.look(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stopAll(): Promise<void> {
    await finish("updates and due work", Promise.all(sources.map(async (source) => await source.stop())));
    const closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
    await finish("requests", closed);
    server.closeAllConnections();
    await finish("screens", lanes.idle());
    await finish("deliveries", worker?.stop());
  }

  /** Whatever hangs in a call to Telegram is abandoned: its update is not confirmed, or its row is still pending. */
  async function finish(what: string, work: Promise<unknown> | undefined): Promise<void> {
    const enough = new AbortController();
    const late = wait(STOP_EACH_MS, "late", { signal: enough.signal }).catch(() => undefined);
    if ((await Promise.race([work, late])) === "late") log.warn({ what }, "not finished in time");
    enough.abort();
  }
}

async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const next =
      code === "EADDRINUSE"
        ? " Another bot runs here already, or another program has this port: stop it, or set another PORT in .env."
        : "";
    throw new OperatorError(`cannot listen on HOST and PORT, ${host}:${port} (${code}).${next}`, {
      cause: error,
    });
  }
}

function failureKind(error: unknown): string {
  try {
    return sortFailure(error).kind;
  } catch {
    return "bug";
  }
}

/** The dead-man's switch: whoever watches the URL learns of our silence. */
async function heartbeat(url: string | undefined, log: Logger): Promise<void> {
  if (url === undefined) return;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) log.warn({ status: response.status }, "the heartbeat was not accepted");
    // Nobody reads it, and until it is gone it holds the connection.
    await response.body?.cancel();
  } catch (error) {
    log.warn({ err: error }, "the heartbeat could not be sent");
  }
}
