import type { ErrorParameters } from "./errors.ts";
import { createListeners } from "./listeners.ts";
import { remember } from "./remember.ts";

export interface Call {
  readonly method: string;
  /** As the bot sent them (in forms everything is text); an uploaded file stands as `{ fileName, size }`. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly at: Date;
  /** Undefined while the call is under way. */
  outcome:
    | undefined
    | { readonly ok: true; readonly result: unknown }
    | {
        readonly ok: false;
        readonly code: number;
        readonly description: string;
        readonly parameters?: ErrorParameters | undefined;
      }
    /** The connection was cut, by a planned fault or by `stop()`. */
    | { readonly ok: false; readonly cut: true };
}

export interface CallLog {
  begin(method: string, params: Readonly<Record<string, unknown>>, at: Date): Call;
  end(call: Call, outcome: NonNullable<Call["outcome"]>): void;
  /** Newest last. Without a method: all but `getUpdates`. */
  list(method?: string): readonly Call[];
  listen(listener: (call: Call) => void): () => void;
}

/** Remembers the newest `keep` calls, and as many `getUpdates`. */
export function createCallLog(keep: number): CallLog {
  const calls: Call[] = [];
  const polls: Call[] = [];
  const listeners = createListeners<Call>();

  return {
    begin(method, params, at) {
      const call: Call = { method, params, at, outcome: undefined };
      remember(method === "getUpdates" ? polls : calls, call, keep);
      return call;
    },
    end(call, outcome) {
      call.outcome = outcome;
      listeners.emit(call);
    },
    list(method) {
      if (method === undefined) return calls.slice(-keep);
      const wanted = method.toLowerCase();
      if (wanted === "getupdates") return polls.slice(-keep);
      return calls.slice(-keep).filter((call) => call.method.toLowerCase() === wanted);
    },
    listen: listeners.add,
  };
}
