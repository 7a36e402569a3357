import { parentPort, workerData } from "node:worker_threads";
import { toXlsx } from "./to-xlsx.ts";

const file = await toXlsx(workerData);
parentPort?.postMessage(file, [file.buffer]);
