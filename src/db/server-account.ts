import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { OperatorError } from "../operator-error.ts";

/** How a command is run so that PostgreSQL, which refuses root, accepts it. */
export interface ServerAccount {
  /** Set when we are root: whose the data directory is and whom the server runs as. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Put before the command. */
  readonly prefix: readonly string[];
}

interface Reach {
  readonly run: string;
  readonly read: string;
  readonly enter: string;
}

/**
 * As an ordinary user: that user. As root: the owner of an existing data directory, else `postgres`, else
 * `nobody`. Where that account cannot pass a private directory above the files (a checkout under /root, say),
 * the server keeps one capability of root's that lets it through; `dac_override` is for containers,
 * which are often not given `dac_read_search`.
 */
export async function serverAccount(dataDirectory: string, reach: Reach): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = (await ownerOf(dataDirectory)) ?? (await unprivilegedAccount());

  const asOwner: ServerAccount = { owner, prefix: [] };
  if (await reaches(asOwner, reach)) return asOwner;
  for (const capability of ["dac_read_search", "dac_override"]) {
    const prefix = [
      "setpriv",
      // Without this bit access(2) ignores capabilities, and initdb asks access(2) for its own binaries.
      "--securebits=+no_setuid_fixup",
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      "--clear-groups",
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
    ];
    if (await reaches({ prefix }, reach)) return { owner, prefix };
  }
  throw new OperatorError(
    `PostgreSQL does not run as root, and the account it would run as (uid ${owner.uid}) cannot reach ` +
      `${reach.enter} or ${reach.run}. Run this as an ordinary user, put DATA_DIR and the program below ` +
      "directories that everybody may enter, or set DATABASE_URL to a server of your own.",
  );
}

async function ownerOf(path: string): Promise<ServerAccount["owner"]> {
  try {
    const { uid, gid } = await stat(path);
    return uid === 0 ? undefined : { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function unprivilegedAccount(): Promise<NonNullable<ServerAccount["owner"]>> {
  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new OperatorError(
    "PostgreSQL does not run as root, and there is no account postgres or nobody to run it as.",
  );
}

/** Asked by trying, because modes alone do not tell (ACLs, containers, security modules). */
function reaches({ owner, prefix }: ServerAccount, { run, read, enter }: Reach): Promise<boolean> {
  const script = '[ -x "$1" ] && [ -r "$2" ] && cd -- "$3"';
  const [command = "sh", ...args] = [...prefix, "sh", "-c", script, "sh", run, read, enter];
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...(prefix.length === 0 && owner), stdio: "ignore" });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}
