import {
  type CoordinatorPerson,
  isCoordinatorPerson,
  type ParticipantPerson,
  type StaffPerson,
} from "../people/identify.ts";
import type { BotContext } from "./context.ts";

/** Somebody who is known here. */
export type MemberContext = BotContext & { person: ParticipantPerson | StaffPerson };
export type ParticipantContext = BotContext & { person: ParticipantPerson };
export type StaffContext = BotContext & { person: StaffPerson };
export type CoordinatorContext = BotContext & { person: CoordinatorPerson };

export const isMember = (ctx: BotContext): ctx is MemberContext => ctx.person.kind !== "stranger";
export const isParticipant = (ctx: BotContext): ctx is ParticipantContext =>
  ctx.person.kind === "participant";
export const isStaff = (ctx: BotContext): ctx is StaffContext => ctx.person.kind === "staff";
export const isCoordinator = (ctx: BotContext): ctx is CoordinatorContext => isCoordinatorPerson(ctx.person);
