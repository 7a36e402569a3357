import * as z from "zod";
import type { Upload } from "../multipart.ts";
import { parseWith } from "../parse-with.ts";
import type { TelegramState } from "../state.ts";

export interface MethodCall {
  readonly params: Readonly<Record<string, unknown>>;
  readonly uploads: ReadonlyMap<string, Upload>;
  /** Tells when the client has given up on the answer. */
  readonly onHangUp: (giveUp: () => void) => void;
}

export interface Method {
  readonly name: string;
  run(state: TelegramState, call: MethodCall): unknown;
}

/** A Bot API method: its fields, of which no other is taken, and what it does. */
export function method<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
  run: (state: TelegramState, params: z.output<z.ZodObject<Shape>>, call: MethodCall) => unknown,
): Method {
  const schema = z.strictObject(shape);
  return {
    name,
    run: (state, call) =>
      run(state, parseWith(schema, call.params, name) as z.output<z.ZodObject<Shape>>, call),
  };
}
