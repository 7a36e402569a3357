import { defineConfig } from "prisma/config";

// `prisma generate` insists on a path to a native schema engine it never runs;
// naming one keeps it from downloading an engine. Migrations run in-process (src/db/migrate.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema.prisma" });
