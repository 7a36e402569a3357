import { nextDue } from "../next-due.ts";
import type { World } from "../world.ts";
import { type Act, earliest, type Townsfolk } from "./townsfolk.ts";

interface Living {
  readonly world: World;
  readonly folk: Townsfolk;
}

/** `World.advanceTo` for a world in which people do things at their own moments. */
export async function letTimePass(
  { world, folk }: Living,
  to: Date,
  { onStep, signal }: { readonly onStep?: (now: Date) => void; readonly signal?: AbortSignal } = {},
): Promise<void> {
  await world.settle();
  let acts = await folk.acts();
  for (;;) {
    signal?.throwIfAborted();
    const due = await nextDue(world.db);
    const coming = acts.map(({ at }) => at).filter((at) => at > world.clock.now());
    const step = earliest([due, ...coming, to]) ?? to;
    world.clock.moveTo(step);
    // The app has nothing to do at a moment at which only people do something.
    if (step >= to || (due && due <= step)) {
      await world.app.tick();
      await world.settle();
      acts = await folk.acts();
    }
    if (await actDue(acts, world)) acts = await folk.acts();
    onStep?.(world.clock.now());
    if (step >= to) return;
  }
}

/** Everything that is due at this moment, the app's work and people's. */
export async function liveThrough({ world, folk }: Living): Promise<void> {
  await world.app.tick();
  await world.settle();
  await actDue(await folk.acts(), world);
}

async function actDue(acts: readonly Act[], world: World): Promise<boolean> {
  const now = world.clock.now();
  const due = acts.filter(({ at }) => at <= now);
  if (due.length === 0) return false;
  await Promise.all(due.map(async (act) => await act.run(now)));
  await world.settle();
  return true;
}
