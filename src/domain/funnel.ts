/** How far an alert can get, in order. */
export const funnelSteps = ["opened", "told", "taken", "contacted", "agreed", "seen", "stayed"] as const;
export type FunnelStep = (typeof funnelSteps)[number];

/** How many alerts got at least as far. */
export type Funnel = Readonly<Record<FunnelStep, number>>;

export interface Steps {
  readonly toldAt?: Date;
  readonly takenAt?: Date;
  readonly contactedAt?: Date;
  readonly agreedAt?: Date;
  readonly seenAt?: Date;
  readonly stayedAt?: Date;
}

/** Who contacts somebody has taken the alert, whether or not it was pushed to them: a step implies those before it. */
export function furthestStep(alert: Steps): FunnelStep {
  if (alert.stayedAt) return "stayed";
  if (alert.seenAt) return "seen";
  if (alert.agreedAt) return "agreed";
  if (alert.contactedAt) return "contacted";
  if (alert.takenAt) return "taken";
  return alert.toldAt ? "told" : "opened";
}

export function funnelOf(furthest: readonly FunnelStep[]): Funnel {
  const ranks = furthest.map((step) => funnelSteps.indexOf(step));
  const reached = (step: FunnelStep) => ranks.filter((rank) => rank >= funnelSteps.indexOf(step)).length;
  return {
    opened: reached("opened"),
    told: reached("told"),
    taken: reached("taken"),
    contacted: reached("contacted"),
    agreed: reached("agreed"),
    seen: reached("seen"),
    stayed: reached("stayed"),
  };
}
