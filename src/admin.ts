import { keepCompiled } from "./keep-compiled.ts";

// Before anything else is imported.
keepCompiled();
const { runAdmin } = await import("./admin/program.ts");
await runAdmin(process.argv.slice(2));
