import { keepCompiled } from "./keep-compiled.ts";

// Before anything else is imported.
keepCompiled();
// Writing to a terminal that was closed fails; a command that is clearing up must not break off over that.
process.stderr.on("error", () => undefined);
const { runAdmin } = await import("./admin/cli.ts");
await runAdmin(process.argv.slice(2));
