import { SingleBar } from "cli-progress";

export interface Progress {
  /** The total, `of`, may grow. */
  show(done: number, of: number): void;
  stop(): void;
}

/** A bar on stderr, where that is a terminal. */
export function progressBar(unit: string): Progress {
  const bar = new SingleBar({
    format: `{bar} {percentage} %  {value}/{total} ${unit}  {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    etaBuffer: 200,
  });
  let started = false;
  return {
    show(done, of) {
      if (!started) bar.start(of, done);
      started = true;
      bar.setTotal(Math.max(of, 1));
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
