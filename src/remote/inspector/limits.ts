/** Every limit of what is done to a live process, with its reason. Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  /** Asking for a reading of /proc; the scripts themselves take some 50 ms. */
  lookMs: 10_000,
  lookBytes: 1024 * 1024,
  /** SIGUSR1 opened the inspector within 0.2 s on busy cores, also of a process in a busy loop; a handler of the application's own opens nothing. */
  openMs: 5_000,
  /** For one HTTP answer of the inspector, which has a thread of its own. */
  answerMs: 2_000,
  /** How long the agent tries to close before it says that it could not yet. */
  closeMs: 5_000,
  /** How long it goes on trying after that, or waits for a late opening: a snapshot of 1 GB stood still for two minutes. */
  lurkMs: 600_000,
  /** Until the agent asks again to be let go. */
  retryMs: 1_000,
  /** The agent closes so much before the timer inside the process: with a client attached, that one would stop the process until the client has answered. */
  earlyMs: 2_000,
  /** memdiag says that it lives; the agent leaves after three of these and a half. */
  heartbeatMs: 5_000,
  silenceMs: 17_500,
  /** Steps of the memory watch: 200 MB of small objects grew by 1.1 GB in 14 s, which is 20 MB a step. */
  watchMs: 250,
  /** After the agent's answer or its end is due. */
  graceMs: 5_000,
  /** One line of the agent: no message of an inspector is larger. */
  lineBytes: 256 * 1024 * 1024,
  /** Of a snapshot that came and is not yet read: then the process is not read from either. */
  queuedBytes: 8 * 1024 * 1024,
  /** Span over which the lateness of timers is measured, and their distance. */
  loopSpanMs: 300,
  loopStepMs: 10,
  /** Of a profile: call sites told, callers of each, and characters of a name or path. */
  sites: 30,
  callers: 5,
  nameCharacters: 200,
  /** Types of handles, heap spaces and flags told. */
  listed: 40,
  /** A snapshot that goes to a file: how often the file is looked for. */
  fileLookMs: 500,
  /** Until a file must appear after the signal, or after its command's end: Node.js opens it before V8 begins to build. */
  fileAppearsMs: 60_000,
  /** How long a later run waits for a file that may be about to appear. */
  fileLateMs: 10_000,
  /** Until reading a whole file must have begun: one more script over a connection that is there takes a second. */
  fileUnreadMs: 20_000,
  /** Snapshots that may lie in the process's folder already: their names stand in the log. */
  filesBefore: 200,
  /** V8's heaps end at some gigabytes: a file beyond this is no snapshot, or an endless one. */
  fileMostBytes: 32 * 1024 ** 3,
} as const
