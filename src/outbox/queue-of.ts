import { crc32 } from "node:zlib";

/** Enough that two sequences under way at the same time hardly ever share one: it looks for its next job once a poll. */
const QUEUES = 4096;

/** The queue of a sequence. The worker keeps every name that it has ever had, so there is no queue for each sequence. */
export function queueOf(sequence: string): string {
  return `in-order:${crc32(sequence) % QUEUES}`;
}
