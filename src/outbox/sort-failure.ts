import { GrammyError, HttpError } from "grammy";
import { SealError } from "../db/seal.ts";

export type SendFailure =
  /** The person cannot be written to until `my_chat_member` says otherwise. */
  | { readonly kind: "unreachable" }
  | { readonly kind: "retry-later"; readonly afterSeconds?: number }
  /** An edit or deletion of something that is already so, or gone. */
  | { readonly kind: "pointless" }
  /**
   * Telegram refuses it for good, and not because of the person: our payload is wrong, most likely, or cannot be made from what
   * is damaged. Trying it again cannot help.
   */
  | { readonly kind: "bug"; readonly errorCode?: number };

// A 403 alone says nothing about the person. Any other is a bug, loud and not tried again: the alert goes to the next one up at
// once, which cannot wait for a refusal to pass.
const UNREACHABLE = [
  /bot was blocked by the user/,
  /user is deactivated/,
  /chat not found/,
  /bot was kicked/,
  /bot can't initiate conversation/,
];
const POINTLESS = [
  /message to edit not found/,
  /message to delete not found/,
  /message can't be (edited|deleted)/,
  // A button under a picture, whose message cannot become a text.
  /there is no text in the message to edit/,
  /query is too old/,
];

const UNMODIFIED = /message is not modified/;

/** An edit to what the message says already: done, whoever did it. */
export function isUnmodified(error: unknown): boolean {
  return error instanceof GrammyError && UNMODIFIED.test(error.description);
}

/** Sorts why something could not be sent, once, for everything that sends: what the Bot API, the network or a seal said. */
export function sortFailure(error: unknown): SendFailure {
  if (error instanceof GrammyError) {
    if (UNREACHABLE.some((pattern) => pattern.test(error.description))) return { kind: "unreachable" };
    if (isUnmodified(error) || POINTLESS.some((pattern) => pattern.test(error.description)))
      return { kind: "pointless" };
    // Whatever answered, a hotel's door for instance, it was not the Bot API.
    if (typeof error.error_code !== "number") return { kind: "retry-later" };
    const afterSeconds = error.parameters.retry_after;
    if (error.error_code === 429)
      return { kind: "retry-later", ...(afterSeconds !== undefined && { afterSeconds }) };
    // A revoked token or a second poller is for the operator to mend; the message must outlive it.
    if (
      error.error_code === 401 ||
      error.error_code === 404 ||
      error.error_code === 409 ||
      error.error_code >= 500
    )
      return { kind: "retry-later" };
    return { kind: "bug", errorCode: error.error_code };
  }
  // Under a key that we do not have it can be sent once the operator has put that back.
  if (error instanceof SealError) return { kind: error.kind === "damaged" ? "bug" : "retry-later" };
  if (error instanceof HttpError) return { kind: "retry-later" };
  throw error;
}

/** Telegram will not do this with the message, by its age or its kind, however often it is asked. */
export function isRefusal(error: unknown): boolean {
  const { kind } = sortFailure(error);
  return kind === "pointless" || kind === "bug";
}
