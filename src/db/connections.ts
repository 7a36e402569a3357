/** The most that one process takes: for what it is asked and what is due. */
export const POOL_SIZE = 10;

/** The most that it takes for the queue: one listens, the others fetch jobs and tick them off, which takes a moment each. */
export const QUEUE_POOL_SIZE = 5;

export const CONNECTIONS_PER_PROCESS = POOL_SIZE + QUEUE_POOL_SIZE;

/** What the embedded cluster allows: two processes, each with one more that holds the cluster, and the operator's commands. */
export const EMBEDDED_CONNECTIONS = 60;
