/** Keys of pg_advisory_lock(int, int); the first number is ours, so that nobody else's keys collide with them. */
export const advisoryLocks = {
  /** Shared by every process that uses an embedded cluster; exclusive for the one that stops it. */
  clusterInUse: "7356, 1",
  migrating: "7356, 2",
  /** Of two instances that start on an empty database one makes the first invitation. */
  firstInvitation: "7356, 4",
  demoInUse: "7356, 3",
  backingUp: "7356, 5",
  chainingAudit: "7356, 6",
} as const;
