import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { OperatorError } from "../../operator-error.ts";

const TRIES = 20;

/**
 * Listens on 127.0.0.1 at `port` or the next free one.
 * @throws {OperatorError} when all of the next twenty are taken, or this account may not have one
 */
export async function listenLocally(
  web: Hono,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  for (let candidate = port; candidate < Math.min(port + TRIES, 65_536); candidate++) {
    const respond = getRequestListener(web.fetch);
    const server = createServer((request, response) => void respond(request, response));
    if (await listens(server, candidate))
      return {
        port: (server.address() as AddressInfo).port,
        async close() {
          const closed = once(server, "close");
          server.close();
          server.closeIdleConnections();
          // Streams that are just being written to have ended by now; a stuck client must not hold us.
          setTimeout(() => server.closeAllConnections(), 500).unref();
          await closed;
        },
      };
  }
  throw new OperatorError(`No free port from ${port} on: choose another one with --port.`);
}

async function listens(server: Server, port: number): Promise<boolean> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") return false;
    if (code !== "EACCES") throw error;
    throw new OperatorError(`This account may not listen on port ${port}: choose another one with --port.`, {
      cause: error,
    });
  }
}
