import type { GivenDatabase } from "../../../../src/sandbox/simulator/database-server.ts";
import { createTestDatabase } from "../../../support/database.ts";

/** For a run that does nothing to its server: a cluster of its own takes longer to make than a day takes to live. */
export async function givenDatabase(): Promise<GivenDatabase> {
  const { url, drop } = await createTestDatabase();
  return { url, stop: drop };
}
