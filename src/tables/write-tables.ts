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
  return await oneAtATime.add(async () => await inThread(tables));
}

async function inThread(tables: readonly Table[]): Promise<Uint8Array> {
  const thread = new Worker(new URL("xlsx-thread.ts", import.meta.url), { workerData: tables });
  return await new Promise((resolve, reject) => {
    thread.once("message", resolve);
    // Stays, also once the workbook is there: an error that nobody listens to would end the process.
    thread.on("error", reject);
    thread.once("messageerror", reject);
    // One that ends without either would keep whoever waits for it, and every workbook after it.
    thread.once("exit", (code) => reject(new Error(`The workbook's thread ended with ${code}`)));
  });
}
