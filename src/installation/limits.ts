/** Every wait of opening, working and closing. Milliseconds. */
export const limits = {
  /** How long a command waits for another short one that has the data folder open. */
  folderMs: 10_000,
  folderPollMs: 50,
  /** How long a command waits for the runs that it caused. */
  settleMs: 120_000,
  settlePollMs: 100,
  /** Work under way has this long to end before PostgreSQL is stopped under it. */
  closeMs: 800,
  /** Requests under way have this long to be answered when the server stops. */
  answerMs: 250,
} as const
