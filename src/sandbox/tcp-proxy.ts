import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A port in front of another one, closed and opened again as in an outage, or slow as over a bad line. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts every connection and refuses new ones. */
  close(): Promise<void>;
  open(): Promise<void>;
  /** Holds back everything that passes from now on, in both directions: for so many milliseconds, or until it is let go. */
  slow(hang: number | Promise<void>): void;
}

/** @param port where it listens; any that is free by default, which somebody else may be given while it is closed */
export async function startTcpProxy(
  target: { readonly host: string; readonly port: number },
  port = 0,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let listensOn = port;
  let hang: number | Promise<void> = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // Cut connections are the point here; "close" follows every "error".
    return socket
      .setNoDelay()
      .on("error", () => undefined)
      .on("close", () => sockets.delete(socket));
  };
  const pass = (from: Socket, to: Socket): void => {
    let passing = Promise.resolve();
    let waiting = 0;
    from.on("data", (chunk) => {
      if (hang === 0 && waiting === 0) return void to.write(chunk);
      const held = hang;
      waiting += 1;
      passing = passing.then(async () => {
        await (typeof held === "number" ? wait(held) : held);
        waiting -= 1;
        to.write(chunk);
      });
    });
    from.on("end", () => void passing.then(() => to.end()));
    from.on("close", () => to.destroy());
  };
  const server = createServer((client) => {
    const upstream = keep(connect(target));
    keep(client);
    pass(client, upstream);
    pass(upstream, client);
  });
  const open = async (): Promise<void> => {
    server.listen(listensOn, "127.0.0.1");
    await once(server, "listening");
    listensOn = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    get port() {
      return listensOn;
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    open,
    slow(next) {
      hang = next;
    },
  };
}
