/** Longer lines are cut before any pattern sees them: a log line is for a person, and patterns stay fast. */
export const LINE_CHARS = 4_000
/** What is kept of a line in the values: enough to recognise it in the file, short enough for a post. */
export const TEXT_CHARS = 240
/** Groups kept of each kind: a thread shows a handful, the rest says the same again. */
export const STARTUP_GROUPS = 12
export const PERIODIC_GROUPS = 8
export const MEMORY_GROUPS = 8
/** Different texts remembered of one file: a log of unique lines shall not fill the memory. */
export const GROUPS_PER_FILE = 20_000
/** Start times are btime (whole seconds) plus ticks, and loggers cut seconds off: a line may seem this much early. */
export const CLOCK_SLACK_SECONDS = 2
/** Two gaps in a row of sorted gaps that differ by this factor part pauses within a tick from those between ticks. */
export const GAP_FACTOR = 3
/** Ticks seen before a line is called periodic: two could be chance. */
export const MIN_TICKS = 3
/** Share of the pauses that must agree with the period, and how nearly: timers drift on a busy host. */
export const STEADY_RATIO = 0.7
export const PERIOD_TOLERANCE = 0.15
/** Processes whose open files are looked at: workers of one service are alike, and each costs an `ls`. */
export const SCANNED_PROCESSES = 6
/** Logs that grow slower than this share of busyLogBytesPerSecond cannot pile up. */
export const QUIET_LOG_RATIO = 0.05
/** Open regular files of the scanned processes whose flags are looked at: logs are opened early. */
export const LISTED_FILES = 120
/** Characters of a path kept in values. */
export const PATH_CHARS = 300
/** Processes of which is looked whether they wait to write: one is enough to tell, and any of them may have the slow reader. */
export const WRITERS_LOOKED_AT = 64
