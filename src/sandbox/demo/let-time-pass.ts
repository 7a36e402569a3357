import { nextDue } from "../next-due.ts";
import type { World } from "../world.ts";
import { earliest, type Townsfolk } from "./townsfolk.ts";

/** `World.advanceTo` for a world in which people do things at their own moments. */
export async function letTimePass(
  { world, folk }: { readonly world: World; readonly folk: Townsfolk },
  to: Date,
  { onStep, signal }: { readonly onStep?: (now: Date) => void; readonly signal?: AbortSignal } = {},
): Promise<void> {
  await world.settle();
  for (;;) {
    signal?.throwIfAborted();
    const [due, act] = await Promise.all([nextDue(world.db), folk.nextAct(world.clock.now())]);
    const step = earliest([due, act, to]) ?? to;
    world.clock.moveTo(step);
    // The app has nothing to do at a moment at which only people do something.
    if (step >= to || (due && due <= step)) await liveThrough({ world, folk });
    else if (await folk.actDue(step)) await world.settle();
    onStep?.(world.clock.now());
    if (step >= to) return;
  }
}

/** Everything that is due at this moment, the app's work and people's. */
export async function liveThrough({
  world,
  folk,
}: {
  readonly world: World;
  readonly folk: Townsfolk;
}): Promise<void> {
  await world.app.tick();
  await world.settle();
  if (await folk.actDue(world.clock.now())) await world.settle();
}
