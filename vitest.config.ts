import { defineConfig } from "vitest/config";
import { useMemory } from "./test/support/use-memory.ts";

useMemory();

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // For the processes that stories start; see src/keep-compiled.ts.
    env: { NODE_COMPILE_CACHE: "node_modules/.cache/compiled" },
    globalSetup: "test/support/global-setup.ts",
    setupFiles: "test/support/fix-seed.ts",
    pool: "forks",
    // Files of one worker share modules, and stories an app: see test/support/town.ts. Two workers for each core of the
    // smallest machine, as each waits for its database half of the time.
    isolate: false,
    maxWorkers: 4,
    expect: { poll: { timeout: 60_000 } },
    // Many tests start servers and wait for disks; on a busy machine that takes its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A cluster that is still being made when somebody presses Ctrl-C.
    teardownTimeout: 20_000,
  },
});
