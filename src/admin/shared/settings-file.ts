import { readFile } from "node:fs/promises";
import { OperatorError } from "../../operator-error.ts";

/** @throws OperatorError when it cannot be read or is no JSON object. */
export async function readSettingsFile(path: string): Promise<object> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${path} cannot be read (${error.code ?? "unknown"}).`);
  });
  const json = parsed(path, text);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new OperatorError(`${path} is not a JSON object of settings.`);
  return json;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OperatorError(
      `${path} is not JSON. Where \`npm run\` wrote it, its banner stands above: npm run --silent admin -- settings show > ${path}`,
    );
  }
}

export function refuse(path: string, problems: readonly string[]): never {
  throw new OperatorError([`${path} is refused:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
}
