import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A load balancer: each request goes to the next of `ports`, which may change at any time. */
export interface RoundRobin {
  readonly url: string;
  readonly ports: number[];
  /** How many requests each port has had. */
  readonly served: ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

export async function startRoundRobin(): Promise<RoundRobin> {
  const ports: number[] = [];
  const served = new Map<number, number>();
  let turn = 0;
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const port = ports[turn++ % Math.max(ports.length, 1)];
    try {
      if (port === undefined) throw new Error("nobody to pass it on to");
      const passed = await passOn(request, port);
      response.writeHead(passed.status).end(await passed.text());
    } catch {
      // The process behind it is gone: whoever asked has to ask again.
      response.writeHead(502).end();
    }
  }

  async function passOn(request: IncomingMessage, port: number): Promise<Response> {
    served.set(port, (served.get(port) ?? 0) + 1);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === "string" && name.startsWith("x-") ? [[name, value] as [string, string]] : [],
    );
    return await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: "POST",
      headers: [...headers, ["content-type", request.headers["content-type"] ?? ""]],
      body: await text(request),
    });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ports,
    served,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
