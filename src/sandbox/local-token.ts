import { randomBytes } from "node:crypto";

/** Nobody else knows it: any page in a browser can send to a port of this machine, and would drive the bot. */
export function localToken(botId: number): string {
  return `${botId}:${randomBytes(24).toString("base64url")}`;
}
