import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A load balancer: each request goes to the next of `ports`, which may be filled after the start. */
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
  const server = createServer((request, response) => void passOn(request, response));
  const passOn = async (request: IncomingMessage, response: ServerResponse) => {
    const port = ports[turn++ % ports.length] ?? 0;
    served.set(port, (served.get(port) ?? 0) + 1);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === "string" && name.startsWith("x-") ? [[name, value] as [string, string]] : [],
    );
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: "POST",
      headers: [...headers, ["content-type", request.headers["content-type"] ?? ""]],
      body: await text(request),
    });
    response.writeHead(answer.status).end(await answer.text());
  };
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
