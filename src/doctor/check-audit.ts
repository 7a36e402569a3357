import { sayBreak } from "../audit-chain/say-break.ts";
import { verifyAudit } from "../audit-chain/verify.ts";
import { readDataKeys } from "../db/data-keys.ts";
import { type KeySource, withClient } from "../db/key-check.ts";
import { createSealer } from "../db/seal.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const CHAINED_WITHIN_MS = 10 * 60_000;

/** Whether the audit is as it was written. */
export async function checkAudit(url: string, source: KeySource, now: Date): Promise<Check> {
  const name = "audit";
  const keys = source.dataKeys ?? (await readDataKeys(source.dataDir));
  if (!keys) return ok(name, "nothing is chained yet");
  const sealer = createSealer(...keys);
  const verified = await withClient(url, async (client) => await verifyAudit(client, { sealer }));
  switch (verified.kind) {
    case "broken":
      return fail(
        name,
        sayBreak(verified),
        'keep a copy of the database, then see "After a breach" in docs/operations.md',
      );
    case "whole": {
      const { events, unchainedSince } = verified;
      return unchainedSince && now.getTime() - unchainedSince.getTime() > CHAINED_WITHIN_MS
        ? warn(
            name,
            "events wait to be chained",
            "see that the bot runs and is well; it catches up by itself",
          )
        : ok(name, `${events} events, each as it was written, none missing`);
    }
  }
}
