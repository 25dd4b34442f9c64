/** Every wait and retry of this room. Milliseconds unless the name says otherwise. */
export const limits = {
  /** How long a start may take, WAL recovery included, before it is stopped and refused. */
  startMs: 15 * 60_000,
  pollMs: 4,
  /** Fast shutdown, then immediate, then kill: together below the two seconds that Kontor has to stop. */
  fastStopMs: 1_000,
  immediateStopMs: 300,
  killMs: 300,
  /** How long the words of a dead server are waited for. */
  lastWordsMs: 100,
  trialMs: 10_000,
  initialiseMs: 5 * 60_000,
  /** Restarts in a row before the supervisor gives up; a server that stayed up this long starts a new row. */
  restarts: 5,
  restartDelayMs: 200,
  steadyMs: 30_000,
  claimAttempts: 20,
  /** Lines of the server's own words that a refusal quotes. */
  quotedLines: 12,
  lineChars: 2_000,
  /** `sun_path` of a Unix socket: 108 bytes on Linux, 104 on macOS, one for the closing zero. */
  socketPathBytes: process.platform === 'linux' ? 107 : 103,
} as const
