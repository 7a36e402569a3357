/** A process of its own that uses a cluster: prints its URL when ready, stops it when its input ends. */
import { once } from "node:events";
import { startEmbedded } from "../../src/db/embedded.ts";

const [dataDir = ""] = process.argv.slice(2);
const cluster = await startEmbedded({ dataDir, log: { info: () => undefined, warn: () => undefined } });
process.stdout.write(`${cluster.url()}\n`);
process.stdin.resume();
await once(process.stdin, "end");
await cluster.stop();
