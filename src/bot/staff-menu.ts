import type { Deps } from "../deps.ts";
import { readOwnDuty } from "../duty/read-duty.ts";
import { menuScreen } from "../screens/desk.ts";
import type { Screen } from "../screens/screen.ts";
import { readerOf } from "./reader-of.ts";
import type { StaffContext } from "./who.ts";

/** Names no participant: safe on a phone that was put away. */
export async function staffMenu({ db }: Pick<Deps, "db">, ctx: StaffContext): Promise<Screen> {
  return menuScreen(ctx.person, await readOwnDuty(db, ctx.person, ctx.now), readerOf(ctx));
}
