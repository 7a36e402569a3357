import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine, SchemasContainer } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

const prismaDirectory = new URL("../../prisma/", import.meta.url);
export const migrationsDirectory = fileURLToPath(new URL("migrations/", prismaDirectory));
export const noFilters = { externalTables: [], externalEnums: [] };

/**
 * Runs `work` with Prisma's own migration engine, compiled to WebAssembly and speaking to the database through a
 * driver adapter. It is instantiated here because importing the package's entry uses a feature Node warns about.
 */
export async function withSchemaEngine<Result>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  schema: SchemasContainer,
  work: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  loaded ??= load();
  await loaded;
  const opened: SqlDriverAdapter[] = [];
  const remember = async (connecting: Promise<SqlDriverAdapter>): Promise<SqlDriverAdapter> => {
    const adapter = await connecting;
    const dispose = adapter.dispose.bind(adapter);
    let disposing: Promise<void> | undefined;
    adapter.dispose = () => (disposing ??= dispose());
    opened.push(adapter);
    return adapter;
  };
  const engine = await bindings.SchemaEngine.new(
    { datamodels: schema.files.map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory({
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: () => remember(factory.connect()),
      connectToShadowDb: () => remember(factory.connectToShadowDb()),
    }),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine leaves connections open (not all), and with them an advisory lock of its own.
    await Promise.all(opened.map((adapter) => adapter.dispose()));
  }
}

let loaded: Promise<void> | undefined;

type Functions = Record<string, (...args: unknown[]) => unknown>;
/** Node's types lack it; only those of the DOM have it. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, Functions>>,
  ): Promise<{ readonly instance: { readonly exports: Functions } }>;
};

async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const bytes = await readFile(join(dirname(entry), "schema_engine_bg.wasm"));
  const { __wbg_set_wasm: setWasm, ...imports } = bindings as unknown as Functions;
  for (const [name, original] of Object.entries(imports)) {
    if (!name.startsWith("__wbg_setTimeout")) continue;
    // The engine never clears its ten-second lock timeout, which would keep a finished program from exiting.
    imports[name] = (...args) => (original(...args) as NodeJS.Timeout).unref();
  }
  // Where the engine reports a panic; without it a bug in there would read as a TypeError out here.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`the schema engine broke: ${message}`);
      },
    },
  });
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": imports });
  setWasm?.(instance.exports);
  instance.exports.__wbindgen_start?.();
}

export async function readSchema(): Promise<SchemasContainer> {
  const content = await readFile(new URL("schema.prisma", prismaDirectory), "utf8");
  return { files: [{ path: "schema.prisma", content }] };
}

/** @param only by name; without it, all */
export async function readMigrations(
  directory = migrationsDirectory,
  only?: readonly string[],
): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && (only?.includes(entry.name) ?? true))
    .map((entry) => entry.name);
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.sort().map(async (path) => {
        const value = await readFile(`${directory}/${path}/migration.sql`, "utf8");
        return { path, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
      }),
    ),
  };
}
