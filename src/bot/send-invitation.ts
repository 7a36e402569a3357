import { type Context, InputFile } from "grammy";
import { formatInstant } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { StaffPerson } from "../people/identify.ts";

/** The one-time link as a picture to hold up and as text to pass on. */
export async function sendInvitation(
  ctx: Context,
  { token, expiresAt, who }: { readonly token: string; readonly expiresAt: Date; readonly who: string },
  { zone, locale }: StaffPerson,
  t: Translate,
): Promise<void> {
  // Loaded when it is needed: it would make every start slower.
  const { default: QRCode } = await import("qrcode");
  const link = `https://t.me/${ctx.me.username}?start=${token}`;
  const picture = await QRCode.toBuffer(link, { width: 600, margin: 2, errorCorrectionLevel: "M" });
  const until = formatInstant(expiresAt, zone, locale);
  await ctx.replyWithPhoto(new InputFile(picture, "invitation.png"), {
    caption: t("invitation", { who, link, until }),
    protect_content: false,
  });
}
