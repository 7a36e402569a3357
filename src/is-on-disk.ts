import { stat } from "node:fs/promises";

/** Whether there is a file or a directory. @throws when it cannot be looked at */
export async function isOnDisk(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
