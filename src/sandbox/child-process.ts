import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** What a module does in a process of its own. Inputs and results travel as JSON. */
export type Commands = Readonly<
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own input.
  Record<string, (input: any, progress: (done: number, of: number) => void) => Promise<unknown>>
>;

type Input<C extends Commands, K extends keyof C> = Parameters<C[K]>[0];
type Output<C extends Commands, K extends keyof C> = Awaited<ReturnType<C[K]>>;

export interface Child<C extends Commands> {
  call<K extends keyof C & string>(
    command: K,
    input: Input<C, K>,
    onProgress?: (done: number, of: number) => void,
  ): Promise<Output<C, K>>;
  readonly alive: boolean;
  /** Resolves when the process has ended, however it did, with its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
  kill(signal?: "SIGKILL" | "SIGTERM" | "SIGSTOP"): void;
}

interface Request {
  readonly id: number;
  readonly command: string;
  readonly input: unknown;
}

type Answer =
  | { readonly id: number; readonly kind: "result"; readonly result: unknown }
  | { readonly id: number; readonly kind: "error"; readonly message: string }
  | { readonly id: number; readonly kind: "progress"; readonly done: number; readonly of: number };

/** Starts `module`, which calls `serve`. A process that dies fails every call under way. */
export function startChild<C extends Commands>(
  module: URL,
  { execArgv = [] }: { readonly execArgv?: readonly string[] } = {},
): Child<C> {
  const child: ChildProcess = fork(module, { execArgv: [...execArgv] });
  const isAlive = () => child.connected && child.exitCode === null && child.signalCode === null;
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const waiting = new Map<number, { answered(answer: Answer): void; died(code: number | null): void }>();
  let made = 0;
  child.on("message", (answer: Answer) => waiting.get(answer.id)?.answered(answer));
  child.on("exit", (code) => {
    for (const one of waiting.values()) one.died(code);
  });
  return {
    call(command, input, onProgress) {
      const id = ++made;
      return new Promise((resolve, reject) => {
        waiting.set(id, {
          answered(answer) {
            if (answer.kind === "progress") return onProgress?.(answer.done, answer.of);
            waiting.delete(id);
            if (answer.kind === "error") reject(new Error(`${command}: ${answer.message}`));
            else resolve(answer.result as never);
          },
          died: (code) => reject(new Error(`${command}: its process ended with ${code}`)),
        });
        const request: Request = { id, command, input };
        // Its death is told by the exit.
        if (child.connected) child.send(request, () => undefined);
        else reject(new Error(`${command}: its process has ended`));
      });
    },
    ended,
    get alive() {
      return isAlive();
    },
    kill(signal = "SIGKILL") {
      child.kill(signal);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** The child's side. `stop` runs when the parent lets go or is gone, or at SIGTERM; then the process ends. */
export function serve(commands: Commands, stop: () => Promise<void>): void {
  const send = (answer: Answer): void => {
    // Whoever asked may be gone by now.
    if (process.connected) process.send?.(answer, () => undefined);
  };
  process.on("message", ({ id, command, input }: Request) => {
    const progress = (done: number, of: number) => send({ id, kind: "progress", done, of });
    const run = async () => await commands[command]?.(input, progress);
    run().then(
      (result) => send({ id, kind: "result", result }),
      (error: unknown) =>
        send({ id, kind: "error", message: error instanceof Error ? error.message : "failed" }),
    );
  });
  const end = (): void => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("disconnect", end);
  process.once("SIGTERM", end);
  // Ctrl-C in a terminal goes to the whole process group; the parent says when this one ends.
  process.on("SIGINT", () => undefined);
}
