/** For `node --import`: the process believes that it began at START_AT, and time goes on from there. */
const Real = Date;
const aheadMs = Real.parse(process.env.START_AT ?? "") - Real.now();

globalThis.Date = class extends Real {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(Real.now() + aheadMs);
    else super(...(given as [number]));
  }
  static override now(): number {
    return Real.now() + aheadMs;
  }
} as DateConstructor;
