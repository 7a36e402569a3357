import { stat } from "node:fs/promises";
import { halfIn } from "../backup/backup-key.ts";
import { isOnDisk } from "../is-on-disk.ts";
import { OperatorError } from "../operator-error.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** Whether only the owner gets at the secrets. */
export async function checkFiles(paths: readonly string[]): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    checks.push(
      found.mode & 0o077
        ? fail("files", `others on this machine can get at ${path}`, `chmod 600 ${path}`)
        : ok("files", `${path} is for its owner only`),
    );
  }
  return checks;
}

/** A backup key that is only here is lost with this machine, and its secret half lets whoever breaks in open the backups. */
export async function checkBackupKey(path: string): Promise<readonly Check[]> {
  const name = "backup key";
  try {
    if (!(await isOnDisk(path))) return [];
    switch (await halfIn(path)) {
      case "public":
        return [ok(name, `${path} only makes backups; what opens them is elsewhere`)];
      case "secret":
        return [
          warn(
            name,
            `what opens the backups lies on this machine, in ${path}`,
            "copy the whole file to two places away from this machine, then leave only its public half here; see Backups in docs/operations.md",
          ),
        ];
      case "none":
        return [
          fail(
            name,
            `${path} holds no key: no backup can be made`,
            "put the key back from where you keep it; its public half, the line with age1…, is enough",
          ),
        ];
    }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [
      fail(
        name,
        error.message,
        "put a whole key there, or give the file to the bot's account with chown: until then no backup can be made",
      ),
    ];
  }
}
