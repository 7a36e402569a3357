import { Command, InvalidArgumentError } from "commander";
import { audit } from "../audit.ts";
import { chainOneBatch } from "../audit-chain/chain-one-batch.ts";
import type { ExpectedHead } from "../audit-chain/links.ts";
import { readAbout } from "../audit-chain/read-about.ts";
import { sayBreak } from "../audit-chain/say-break.ts";
import { verifyAudit } from "../audit-chain/verify.ts";
import { systemClock } from "../clock.ts";
import { unlock, withClient } from "../db/key-check.ts";
import { createSealer } from "../db/seal.ts";
import { addDays, calendarDate, dateBeginsAt } from "../domain/calendar.ts";
import { OperatorError } from "../operator-error.ts";
import { localDay, wholeNumber } from "./shared/arguments.ts";
import { chooseParticipant } from "./shared/choose-participant.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";
import { table } from "./shared/table.ts";

export function auditCommand(): Command {
  const command = new Command("audit").description(
    "who did what to whose data, and whether that record is whole",
  );
  command
    .command("verify")
    .description("follow the chain of every programme; the exit code is 1 at the first break")
    .option("--head <head...>", "heads that were printed or logged earlier and must still be in it", head)
    .addHelpText("after", help)
    .action(verify);
  command
    .command("list")
    .description(
      "whose data was seen or changed, by whom and when: for a person's question, or after a breach",
    )
    .requiredOption("--person <code>", "the participant's code, such as BPN-014")
    .option("--from <YYYY-MM-DD>", "first day, in the programme's zone", localDay)
    .option("--to <YYYY-MM-DD>", "last day", localDay)
    .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
    .option("--json", "as JSON instead of a table")
    .action(list);
  return command;
}

const help = `
A head is where a chain ends, as chain:position:link. The bot logs them every night; keep one where nobody who gets at the
database gets at it too, and say it with --head: then a chain that was cut off at its end is noticed too.
`;

function head(value: string, earlier: readonly ExpectedHead[] = []): readonly ExpectedHead[] {
  const [, chain, position, link] = /^(\d{1,9}):(\d{1,18}):([0-9a-f]{64})$/.exec(value) ?? [];
  if (chain === undefined || position === undefined || link === undefined)
    throw new InvalidArgumentError("a head as it was printed, chain:position:link, please");
  return [...earlier, { chain: Number(chain), position: BigInt(position), link: Buffer.from(link, "hex") }];
}

async function verify({ head: expected = [] }: { head?: readonly ExpectedHead[] }): Promise<void> {
  const config = storageConfig();
  await withDatabase(config, async ({ url, db }) => {
    const now = systemClock.now();
    const sealer = createSealer(...(await unlock(url, config, now)));
    while (await chainOneBatch({ db, sealer }));
    const bar = progressBar("events");
    const verified = await withClient(
      url,
      async (client) => await verifyAudit(client, { sealer, expected, progress: bar.show }),
    ).finally(bar.stop);
    switch (verified.kind) {
      case "broken":
        throw new OperatorError(sayBreak(verified));
      case "whole": {
        const { events, unchained, beforeLoss, heads } = verified;
        process.stdout.write(`${events} events, each as it was written, none missing.\n`);
        if (unchained > 0)
          process.stdout.write(`${unchained} were written just now and are not chained yet.\n`);
        if (beforeLoss > 0)
          process.stdout.write(
            `${beforeLoss} are from before the data key was lost: nothing can be said about them.\n`,
          );
        for (const each of heads) process.stdout.write(`head ${each}\n`);
      }
    }
  });
}

interface ListOptions {
  readonly person: string;
  readonly from?: string;
  readonly to?: string;
  readonly programme?: number;
  readonly json?: true;
}

async function list({ person: code, from, to, programme, json }: ListOptions): Promise<void> {
  await withDatabase(storageConfig(), async ({ db }) => {
    const now = systemClock.now();
    const { id: programmeId, zone } = await chooseProgramme(db, programme);
    const person = await chooseParticipant(db, programmeId, code);
    const events = await readAbout(db, {
      participantId: person.id,
      programmeId,
      from: from === undefined ? new Date(0) : dateBeginsAt(from, zone),
      to: dateBeginsAt(addDays(to ?? calendarDate(now, zone), 1), zone),
    });
    const subject = `participant:${person.id}`;
    await audit(db, { at: now, actor: "operator", action: "list-audit", subject, programmeId });
    if (json) process.stdout.write(`${JSON.stringify(events, null, 2)}\n`);
    else
      process.stdout.write(
        table(
          ["at (UTC)", "who", "what", "of"],
          events.map(({ at, actor, name, action, subject: of }) => [
            at.toISOString(),
            name === null ? actor : `${name} (${actor})`,
            action,
            of ?? actor,
          ]),
        ),
      );
  });
}
