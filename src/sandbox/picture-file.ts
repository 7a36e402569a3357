import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { InvalidArgumentError } from "commander";

/** For `--picture`, which is drawn at the end: hours are not to be spent towards a directory that is not there. */
export function pictureFile(path: string): string {
  const directory = dirname(path);
  try {
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidArgumentError(`${directory} cannot be written into (${code}).`);
  }
  return path;
}
