import type { EmbeddedCluster } from "../src/db/embedded.ts";
import type { Panel } from "../src/sandbox/draw-panels.ts";
import type { Figure } from "./figure.ts";

export interface Bench {
  /** Durable: every commit waits for the disk. */
  readonly cluster: EmbeddedCluster;
  /** Divides counts and durations by ten or more, for trying out. */
  readonly quick: boolean;
  /** `done` of `of` of what is under way now. */
  progress(what: string, done: number, of: number): void;
  /** For the picture, of what a number does not say. */
  draw(panel: Panel): void;
}

export interface Benchmark {
  /** What one run of it measures. */
  readonly names: readonly string[];
  /** At least the wanted figures. */
  run(bench: Bench, wanted: ReadonlySet<string>): Promise<readonly Figure[]>;
}
