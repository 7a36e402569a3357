import type { Locale } from "../../domain/instrument.ts";
import type { Button, MessageView } from "../telegram/views.ts";

/** What the page is told; plain JSON. Instants in milliseconds since 1970. */
export interface PageMessage {
  readonly id: number;
  readonly mine: boolean;
  readonly at: number;
  readonly text: string;
  readonly buttons: readonly (readonly Button[])[];
  readonly media?: {
    readonly kind: string;
    readonly name: string;
    readonly size: number;
    readonly url: string;
  };
}

export interface PagePhone {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  /** What the bot says on it. */
  readonly lang: Locale;
  readonly commands: readonly { readonly command: string; readonly description: string }[];
  readonly messages: readonly PageMessage[];
}

export interface PageClock {
  readonly now: number;
  /** Where it is being moved to. */
  readonly movingTo?: number;
  /** 0 to 1, while the weeks before the demo are lived through. */
  readonly livedShare?: number;
}

export interface PageState {
  readonly zone: string;
  readonly botName: string;
  readonly clock: PageClock;
  readonly phones: readonly PagePhone[];
}

export type PageEvent =
  | { readonly kind: "state"; readonly state: PageState }
  | { readonly kind: "clock"; readonly clock: PageClock }
  | { readonly kind: "phone"; readonly phone: PagePhone }
  /** `notification` is what a lock screen shows; only of new messages that make a sound. */
  | {
      readonly kind: "message";
      readonly phone: string;
      readonly message: PageMessage;
      readonly edited: boolean;
      readonly notification?: string;
    }
  | { readonly kind: "deleted"; readonly phone: string; readonly ids: readonly number[] }
  | { readonly kind: "language"; readonly phone: string; readonly lang: Locale }
  | { readonly kind: "toast"; readonly phone: string; readonly text: string };

export function pageMessage(view: MessageView): PageMessage {
  const { messageId, from, date, text, caption, buttons, media } = view;
  return {
    id: messageId,
    mine: !from.isBot,
    at: date * 1000,
    text: text ?? caption ?? "",
    buttons,
    ...(media && {
      media: { kind: media.kind, name: media.fileName, size: media.size, url: `/files/${media.path}` },
    }),
  };
}

export function notificationText({ text, media }: PageMessage): string {
  const kind = media && (media.kind === "photo" ? "🖼 Photo" : `📎 ${media.name}`);
  return [kind, text].filter(Boolean).join(" · ");
}
