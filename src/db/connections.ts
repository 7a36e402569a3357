/** The most that one process takes for updates and due work. */
export const POOL_SIZE = 10;

/** The most that it takes for the queue: one listens, the others fetch jobs and mark them as done, which is quick. */
export const QUEUE_POOL_SIZE = 5;

export const CONNECTIONS_PER_PROCESS = POOL_SIZE + QUEUE_POOL_SIZE;

/** What the embedded cluster allows: two processes, each with one more that holds the cluster, and the operator's commands. */
export const EMBEDDED_CONNECTIONS = 60;
