import { createHash } from "node:crypto";
import type { ConsentPurpose } from "../db/generated/enums.ts";
import type { Locale } from "../domain/instrument.ts";
import { type Translate, translator } from "../i18n.ts";

const versions = new Map<string, string>();

/** What is said before the first purpose is asked about. It belongs to every purpose. */
export function consentIntro(counselor: string, t: Translate): string {
  return t("consent-intro", { counselor });
}

export function consentQuestion(purpose: ConsentPurpose, counselor: string, t: Translate): string {
  return t(`consent-${purpose}`, { counselor });
}

/** As much of the version as a button carries. */
const SHOWN_DIGITS = 8;

/** Which wording is on a screen, for its buttons. */
export function shownVersion(purpose: ConsentPurpose, locale: Locale): string {
  return consentVersion(purpose, locale).slice(0, SHOWN_DIGITS);
}

/**
 * SHA-256 of the wording. The counselor's name is left open: another counselor is told to the person, and
 * is no other text.
 */
export function consentVersion(purpose: ConsentPurpose, locale: Locale): string {
  const key = `${locale}:${purpose}`;
  const known = versions.get(key);
  if (known !== undefined) return known;
  const t = translator(locale);
  const open = "{counselor}";
  const text = `${consentIntro(open, t)}\n\n${consentQuestion(purpose, open, t)}`;
  const version = createHash("sha256").update(text).digest("hex");
  versions.set(key, version);
  return version;
}
