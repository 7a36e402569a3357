import { readFileSync } from "node:fs";
import { z } from "zod";

const { version } = z
  .looseObject({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")));

/** Of Teman Pulih, as in package.json. */
export const release = version;
