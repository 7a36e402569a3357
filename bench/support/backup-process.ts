import { performance } from "node:perf_hooks";
import { restoreBackup } from "../../src/backup/restore-backup.ts";
import { writeBackup } from "../../src/backup/write-backup.ts";
import { systemClock } from "../../src/clock.ts";
import { serve } from "../../src/sandbox/child-process.ts";

const MEGABYTE = 1024 * 1024;

interface Place {
  readonly url: string;
  readonly file: string;
}
type Progress = (done: number, of: number) => void;

/** A backup and a restore as `npm run admin` does them: each in a process of its own, whose memory is its own. */
const commands = {
  async backup({ url, file, recipient }: Place & { readonly recipient: string }, progress: Progress) {
    return await measured(async () => {
      const order = { url, file, release: "bench", now: systemClock.now(), progress: seldom(progress) };
      return (await writeBackup({ ...order, lock: { kind: "recipient", recipient } })).rows;
    });
  },
  async restore({ url, file, identity }: Place & { readonly identity: string }, progress: Progress) {
    return await measured(async () => {
      const order = { url, file, now: systemClock.now(), progress: seldom(progress) };
      const key = { kind: "identity", identity } as const;
      const restored = await restoreBackup({ ...order, key, accept: async () => undefined });
      if (restored.kind !== "restored") throw new Error(restored.kind);
      return restored.rows;
    });
  },
};

export type BackupCommands = typeof commands;

/** Each call is a message to the parent, and a row takes less time than one. */
function seldom(progress: Progress): Progress {
  let shown = performance.now();
  return (done, of) => {
    if (performance.now() - shown < 200) return;
    shown = performance.now();
    progress(done, of);
  };
}

async function measured(work: () => Promise<number>) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const began = performance.now();
  try {
    const rows = await work();
    const seconds = (performance.now() - began) / 1000;
    return { rows, seconds, grownMegabytes: Math.max(1, (most - before) / MEGABYTE) };
  } finally {
    clearInterval(watch);
  }
}

serve(commands, async () => undefined);
