import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { OperatorError } from "./operator-error.ts";

export interface Config {
  readonly token: string;
  readonly apiRoot: string;
  readonly updates:
    | { readonly kind: "polling" }
    | { readonly kind: "webhook"; readonly publicUrl: string; readonly secret: string };
  readonly database:
    | { readonly kind: "embedded"; readonly dataDir: string }
    | { readonly kind: "url"; readonly url: string };
  /** Absolute. */
  readonly dataDir: string;
  /** Undefined = kept in `dataDir`. */
  readonly dataKeys: DataKeys | undefined;
  readonly host: string;
  readonly port: number;
  readonly heartbeatUrl: string | undefined;
  readonly logLevel: LogLevel;
}

/** 32 bytes each. The first one seals, all of them open. */
export type DataKeys = readonly [Uint8Array, ...(readonly Uint8Array[])];

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;
export type LoadedConfig<T = Config> =
  | { readonly kind: "ok"; readonly config: T }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const publicApi = "https://api.telegram.org";

const text = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);

const url = (protocols: readonly string[], problem: string) =>
  text.refine((value) => value === undefined || protocols.includes(protocolOf(value) ?? ""), problem);

const environment = z.object({
  BOT_TOKEN: text
    .refine((value) => value !== undefined, "is missing: set it to the token that BotFather gave you")
    .refine((value) => value === undefined || /^\d+:[\w-]+$/.test(value), {
      error: "does not look like a bot token: copy it again from BotFather, digits, a colon and the rest",
    }),
  TELEGRAM_API_ROOT: url(
    ["http:", "https:"],
    "must be the http(s) address of a Bot API server, or empty for Telegram's own",
  ),
  DATABASE_URL: url(
    ["postgres:", "postgresql:"],
    "must start with postgresql:// and be a complete address, or empty for the embedded database",
  ),
  DATA_DIR: text,
  DATA_KEY: text.refine((value) => value === undefined || decodeKeys(value) !== undefined, {
    error:
      "must be 32 bytes in base64 (while keys are changed: new,old): make one with `openssl rand -base64 32`",
  }),
  PUBLIC_URL: url(
    ["http:", "https:"],
    "must be the https address under which Telegram reaches this server, or empty for long polling",
  ),
  WEBHOOK_SECRET: text.refine((value) => value === undefined || /^[\w-]{1,256}$/.test(value), {
    error:
      "may only have letters, digits, _ and -, at most 256 of them: make one with `openssl rand -hex 32`",
  }),
  HOST: text.refine((value) => value === undefined || /^[\w.:-]+$/.test(value), {
    error: "must be an address to listen on, such as 127.0.0.1 or 0.0.0.0",
  }),
  PORT: text.refine((value) => value === undefined || (/^\d{1,5}$/.test(value) && Number(value) <= 65_535), {
    error: "must be a port number from 0 to 65535",
  }),
  HEARTBEAT_URL: url(["http:", "https:"], "must be an http(s) address, or empty for none"),
  LOG_LEVEL: text.refine((value) => value === undefined || logLevels.some((level) => level === value), {
    error: `must be one of ${logLevels.join(", ")}`,
  }),
});
type Values = z.output<typeof environment>;

/** Finds everything that is wrong at once. Problems name the variable and what to do, never a value. */
export function loadConfig(env: Environment): LoadedConfig {
  const parsed = environment.safeParse(env);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`)),
    ...contradictions(env),
  ];
  if (!parsed.success || problems.length > 0) return { kind: "invalid", problems };
  return { kind: "ok", config: toConfig(parsed.data) };
}

/** What the command line needs: the database and the key, but no bot. */
export type StorageConfig = Pick<Config, "database" | "dataDir" | "dataKeys" | "logLevel">;

/** Like `loadConfig`, for commands that do not speak to Telegram: a missing token is no problem. */
export function loadStorageConfig(env: Environment): LoadedConfig<StorageConfig> {
  const { DATABASE_URL, DATA_DIR, DATA_KEY, LOG_LEVEL } = env;
  return loadConfig({ DATABASE_URL, DATA_DIR, DATA_KEY, LOG_LEVEL, BOT_TOKEN: "0:none" });
}

/**
 * The environment with `.env` added; what is set outside wins. The only place that reads either.
 *
 * @throws {OperatorError} when the file is there and cannot be read
 */
export function readEnvironment(path = ".env"): Environment {
  if (isReadable(path)) process.loadEnvFile(path);
  return process.env;
}

/** `process.loadEnvFile` says ENOENT of any file that it cannot read. */
function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    throw new OperatorError(
      `${resolve(path)} cannot be read (${code}). Run this as the account that the file belongs to, or give the file to this one with chown.`,
      { cause: error },
    );
  }
}

/** What is wrong only with variables taken together. */
function contradictions(env: Environment): string[] {
  const isSet = (name: keyof Values) => Boolean(env[name]?.trim());
  const problems: string[] = [];
  if (isSet("PUBLIC_URL") && !isSet("WEBHOOK_SECRET")) {
    problems.push("WEBHOOK_SECRET is missing: PUBLIC_URL needs it, or leave both empty for long polling");
  }
  if (isSet("WEBHOOK_SECRET") && !isSet("PUBLIC_URL")) {
    problems.push("PUBLIC_URL is missing: WEBHOOK_SECRET needs it, or leave both empty for long polling");
  }
  const api = env.TELEGRAM_API_ROOT?.trim().replace(/\/+$/, "") || publicApi;
  if (api === publicApi && protocolOf(env.PUBLIC_URL?.trim() ?? "") === "http:") {
    problems.push("PUBLIC_URL must start with https://: Telegram delivers to nothing else");
  }
  if (isSet("DATABASE_URL") && !isSet("DATA_KEY")) {
    problems.push(
      "DATA_KEY is missing: with DATABASE_URL the key has to be kept by you. Make one with `openssl rand -base64 32`",
    );
  }
  return problems;
}

function toConfig(values: Values): Config {
  const { PUBLIC_URL: publicUrl, WEBHOOK_SECRET: secret, DATABASE_URL } = values;
  const dataDir = resolve(values.DATA_DIR ?? "data");
  return {
    token: values.BOT_TOKEN ?? "",
    apiRoot: (values.TELEGRAM_API_ROOT ?? publicApi).replace(/\/+$/, ""),
    updates:
      publicUrl && secret
        ? { kind: "webhook", publicUrl: publicUrl.replace(/\/+$/, ""), secret }
        : { kind: "polling" },
    database: DATABASE_URL ? { kind: "url", url: DATABASE_URL } : { kind: "embedded", dataDir },
    dataDir,
    dataKeys: values.DATA_KEY ? decodeKeys(values.DATA_KEY) : undefined,
    host: values.HOST ?? "127.0.0.1",
    port: Number(values.PORT ?? 8080),
    heartbeatUrl: values.HEARTBEAT_URL,
    logLevel: logLevels.find((level) => level === values.LOG_LEVEL) ?? "info",
  };
}

/** Keys with commas or line ends between them; undefined unless there is one at least and each is whole. */
export function decodeKeys(value: string): DataKeys | undefined {
  const [newest, ...older] = value
    .split(/[,\s]+/)
    .filter((part) => part !== "")
    .map(decodeKey);
  return newest && older.every((key) => key !== undefined) ? [newest, ...older] : undefined;
}

/** Undefined unless it is exactly 32 bytes in base64 (either alphabet). */
function decodeKey(value: string): Uint8Array | undefined {
  const key = Buffer.from(value, "base64");
  const same =
    key.toString("base64url") === value.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return key.length === 32 && same ? key : undefined;
}

function protocolOf(value: string): string | undefined {
  return URL.canParse(value) && new URL(value).host !== "" ? new URL(value).protocol : undefined;
}
