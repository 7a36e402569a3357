import type { Locale } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";

/** In whose words a screen is written, and by whose clock. */
export interface Reader {
  readonly t: Translate;
  readonly locale: Locale;
  /** IANA name. */
  readonly zone: string;
}
