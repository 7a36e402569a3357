import { startTcpProxy, type TcpProxy } from "../../src/sandbox/tcp-proxy.ts";
import { ownPort } from "./own-port.ts";

/**
 * A proxy before a database, and the address that leads there through it. Its port is one that nobody else is given while the
 * proxy is closed.
 */
export async function standBefore(
  databaseUrl: string,
): Promise<{ readonly proxy: TcpProxy; readonly through: URL }> {
  const through = new URL(databaseUrl);
  const proxy = await startTcpProxy({ host: through.hostname, port: Number(through.port) }, await ownPort());
  through.port = String(proxy.port);
  return { proxy, through };
}
