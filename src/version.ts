import { readFileSync } from "node:fs";
import { z } from "zod";

/** Of Teman Pulih, as in package.json. */
export const { version } = z
  .looseObject({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")));
