import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

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
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => {
      // The process behind it is gone: whoever asked has to ask again.
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const port = ports[turn++ % Math.max(ports.length, 1)];
    if (port === undefined) throw new Error("nobody to pass it on to");
    served.set(port, (served.get(port) ?? 0) + 1);
    const { method, url: path, headers } = incoming;
    const passed = request({ host: "127.0.0.1", port, method, path, headers, agent });
    const answered = once(passed, "response") as Promise<[IncomingMessage]>;
    const [[response]] = await Promise.all([answered, pipeline(incoming, passed)]);
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    await pipeline(response, outgoing);
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
      agent.destroy();
      await closed;
    },
  };
}
