import { keepCompiled } from "./keep-compiled.ts";

// Before anything else is imported.
keepCompiled();
// A terminal that was closed takes no words any more; a command that clears up meanwhile does not break off over that.
process.stderr.on("error", () => undefined);
const { runAdmin } = await import("./admin/program.ts");
await runAdmin(process.argv.slice(2));
