import { keepCompiled } from "./keep-compiled.ts";

// Before anything else is imported.
keepCompiled();
await import("./serve.ts");
