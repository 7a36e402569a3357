/** The figure under /metrics that says when all due work was last done. */
export const LAST_TICK = "teman_pulih_last_tick_seconds";
