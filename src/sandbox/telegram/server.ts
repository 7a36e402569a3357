import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { ApiError, methodNotFound, unauthorized } from "./errors.ts";
import type { Fault } from "./faults.ts";
import { LARGEST_DOWNLOAD, LARGEST_UPLOAD } from "./files.ts";
import { methods } from "./methods/index.ts";
import { readRequest } from "./read-request.ts";
import type { TelegramState } from "./state.ts";

type ServerContext = Context<{ Bindings: HttpBindings }>;

export interface ServerOptions {
  readonly state: TelegramState;
  readonly token: string;
  readonly stopping: AbortSignal;
  /** Hears the change in the number of calls under way, long polls not counted. */
  readonly onInFlight: (change: 1 | -1) => void;
}

export function createApp(options: ServerOptions): Hono<{ Bindings: HttpBindings }> {
  const { state, token } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const bot = `bot${token}`;

  app.get("/file/:bot/*", (c) => {
    if (c.req.param("bot") !== bot) return refuse(unauthorized());
    const file = state.files.byPath(c.req.path.slice(`/file/${bot}/`.length));
    if (!file || file.bytes.byteLength > LARGEST_DOWNLOAD) return refuse(new ApiError(404, "Not Found"));
    return c.body(Uint8Array.from(file.bytes), 200, { "content-type": file.mimeType });
  });
  app.all("/:bot/:method", async (c) => {
    if (!c.req.param("bot").startsWith("bot")) return refuse(new ApiError(404, "Not Found"));
    if (c.req.param("bot") !== bot) return refuse(unauthorized());
    const name = c.req.param("method");
    if (name.toLowerCase() === "getupdates") return await answer(options, c, name);
    options.onInFlight(1);
    try {
      return await answer(options, c, name);
    } finally {
      options.onInFlight(-1);
    }
  });
  app.notFound(() => refuse(new ApiError(404, "Not Found")));
  return app;
}

async function answer({ state, stopping }: ServerOptions, c: ServerContext, name: string): Promise<Response> {
  const { calls, faults, clock } = state;
  const method = methods.get(name.toLowerCase());
  if (!method) return refuse(methodNotFound());
  if (Number(c.req.header("content-length") ?? 0) > LARGEST_UPLOAD + 1024 * 1024) {
    await c.req.raw.arrayBuffer();
    return refuse(new ApiError(413, "Request Entity Too Large"));
  }
  let request: Awaited<ReturnType<typeof readRequest>>;
  try {
    request = await readRequest(c.req.raw);
  } catch (error) {
    if (error instanceof ApiError) return refuse(error);
    throw error;
  }

  const { params, uploads } = request;
  const call = calls.begin(method.name, withUploads(params, uploads), clock.now());
  const fault = faults.take(method.name, params.chat_id);
  const called = { kind: "call", method: method.name, chatId: params.chat_id } as const;
  if (fault && !fault.afterEffect) faults.strikes({ ...called, fault });
  const cut = (): Response => {
    calls.end(call, { ok: false, cut: true });
    c.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  };
  const fail = (error: ApiError, response = refuse(error)): Response => {
    const { code, message: description, parameters } = error;
    calls.end(call, { ok: false, code, description, parameters });
    return response;
  };

  await hold(faults.latencyMs, stopping);
  if (!fault?.afterEffect) await hold(fault?.hang ?? 0, stopping);
  if (stopping.aborted) return cut();
  if (fault && !fault.afterEffect && isAnswer(fault))
    return fault.cut ? cut() : fail(faultError(fault), render(fault));
  try {
    const result = await method.run(state, {
      params,
      uploads,
      onHangUp: (giveUp) => c.env.outgoing.once("close", giveUp),
    });
    if (fault?.afterEffect) {
      faults.strikes({ ...called, fault, result });
      await hold(fault.hang ?? 0, stopping);
    }
    if (fault?.afterEffect && isHidden(fault)) {
      return fault.status === undefined ? cut() : fail(faultError(fault), render(fault));
    }
    calls.end(call, { ok: true, result });
    return jsonResponse(200, { ok: true, result });
  } catch (error) {
    if (error instanceof ApiError) return fail(error);
    throw error;
  }
}

/** Of what is only late the answer follows. */
const isHidden = (fault: Fault): boolean => fault.hang === undefined || isAnswer(fault);

const isAnswer = (fault: Fault): boolean =>
  fault.cut === true || fault.status !== undefined || fault.html === true;

function faultError({ status = 502, description = "Internal Server Error", parameters }: Fault): ApiError {
  return new ApiError(status, description, parameters);
}

function render(fault: Fault): Response {
  if (!fault.html) return refuse(faultError(fault));
  const { status = 502 } = fault;
  return new Response(`<html><body><h1>${status}</h1><hr>nginx</body></html>`, {
    status,
    headers: { "content-type": "text/html" },
  });
}

function refuse({ code, message, parameters }: ApiError): Response {
  return jsonResponse(code, {
    ok: false,
    error_code: code,
    description: message,
    ...(parameters && { parameters }),
  });
}

function jsonResponse(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

function withUploads(
  params: Readonly<Record<string, unknown>>,
  uploads: ReadonlyMap<string, { fileName: string; bytes: Uint8Array }>,
): Readonly<Record<string, unknown>> {
  if (uploads.size === 0) return params;
  const files = [...uploads].map(([part, { fileName, bytes }]) => [
    part,
    { fileName, size: bytes.byteLength },
  ]);
  return { ...params, ...Object.fromEntries(files) };
}

export interface Listening {
  readonly port: number;
  /** Closes the port and every connection, also those that wait. */
  close(): Promise<void>;
}

export async function listen(
  app: ReturnType<typeof createApp>,
  hostname: string,
  port: number,
): Promise<Listening> {
  return await new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, (info) => {
      server.off("error", reject);
      resolve({
        port: info.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    }) as Server;
    server.once("error", reject);
    // A connection that is closed while the bot puts its next call into it looks like a network fault.
    server.keepAliveTimeout = 0;
  });
}

/** For milliseconds or until it is let go, but not longer than the server is there. */
async function hold(hang: number | Promise<void>, stopping: AbortSignal): Promise<void> {
  if (hang === 0 || stopping.aborted) return;
  const letGo =
    typeof hang === "number"
      ? pause(hang, undefined, { signal: stopping })
      : Promise.race([hang, once(stopping, "abort")]);
  await letGo.catch(() => undefined);
}
