import { freePort } from "../../src/free-port.ts";

/** Below those that a system gives to whoever asks for any, and apart from the other workers'. */
const FIRST = 20_000 + Number(process.env.VITEST_POOL_ID) * 200;
let asked = 0;

/** A port of 127.0.0.1 for a program that is started later, or again and again: nobody else is given it meanwhile. */
export async function ownPort(): Promise<number> {
  const wanted = FIRST + asked++;
  return (await freePort(wanted)) === wanted ? wanted : await ownPort();
}
