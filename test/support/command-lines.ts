import { readdir, readFile } from "node:fs/promises";

/** What `ps` shows to everybody on the machine: the number and the command line of each process. */
export async function commandLines(): Promise<string> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = pids.map(
    async (pid) => `${pid} ${await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")}`,
  );
  return (await Promise.all(lines)).join("\n");
}
