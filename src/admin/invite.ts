import { Command, Option } from "commander";
import { Api, GrammyError } from "grammy";
import { systemClock } from "../clock.ts";
import { inTransaction } from "../db/client.ts";
import type { StaffRole } from "../db/generated/enums.ts";
import { OperatorError } from "../operator-error.ts";
import { inviteStaff } from "../people/enrol-staff.ts";
import { foundProgramme, usualProgramme } from "../programme/found-programme.ts";
import { personName, wholeNumber } from "./shared/arguments.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { fullConfig, withDatabase } from "./shared/environment.ts";

export function inviteCommand(): Command {
  return new Command("invite")
    .description(
      "put a counselor or coordinator on the list and print the one-time link that makes them so; again, another link",
    )
    .addOption(
      new Option("--role <role>", "what they are")
        .choices(["counselor", "coordinator"])
        .makeOptionMandatory(),
    )
    .requiredOption("--name <name>", "the name that participants and colleagues read", personName)
    .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
    .action(invite);
}

async function invite({
  role,
  name,
  programme,
}: {
  role: StaffRole;
  name: string;
  programme?: number;
}): Promise<void> {
  const config = fullConfig();
  const username = await botUsername(config.token, config.apiRoot);
  await withDatabase(config, async ({ db }) => {
    const invitation = await inTransaction(db, async (tx) => {
      const now = systemClock.now();
      const none = (await tx.programme.count()) === 0 && programme === undefined;
      const programmeId = none
        ? await foundProgramme(tx, usualProgramme, now)
        : (await chooseProgramme(tx, programme)).id;
      return await inviteStaff(tx, { programmeId, role, name, actor: "operator" }, now);
    });
    process.stdout.write(
      `https://t.me/${username}?start=${invitation.token}\nWorks once, until ${invitation.expiresAt.toISOString()}. Hand it over directly.\n`,
    );
  });
}

async function botUsername(token: string, apiRoot: string): Promise<string> {
  try {
    return (await new Api(token, { apiRoot, timeoutSeconds: 10 }).getMe()).username;
  } catch (error) {
    if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))
      throw new OperatorError("Telegram refuses BOT_TOKEN; get the current one from BotFather.", {
        cause: error,
      });
    throw new OperatorError("Telegram cannot be reached; the link needs the bot's name. Try again.", {
      cause: error,
    });
  }
}
