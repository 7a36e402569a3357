import { once } from "node:events";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import type { Table } from "./table.ts";

/** Each costs memory, and on a Monday morning several programmes may want theirs in the same minute. */
const oneAtATime = new PQueue({ concurrency: 1 });

/**
 * Tables as xlsx, a sheet each. In a thread of its own: ten thousand rows take more than a second, and taps and alerts
 * must not wait for them.
 */
export async function writeTables(tables: readonly Table[]): Promise<Uint8Array> {
  return await oneAtATime.add(async () => {
    const thread = new Worker(new URL("xlsx-thread.ts", import.meta.url), { workerData: tables });
    const [file]: Uint8Array[] = await once(thread, "message");
    if (!file) throw new Error("the thread sent no workbook");
    return file;
  });
}
