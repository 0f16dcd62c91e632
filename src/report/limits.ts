/** Lines of the timeline; what does not fit is counted. A run of six steps on many nodes needs about a hundred. */
export const TIMELINE_ROWS = 400

/** Characters of an output that stand in the appendix: enough to see what it was. The JSON export has all that was kept. */
export const OUTPUT_CHARACTERS = 4_000

/** Rows of a table of nodes or processes. */
export const TABLE_ROWS = 200

/** Cells of one table of a Slack canvas, with its head: https://docs.slack.dev/surfaces/canvases. */
export const CANVAS_TABLE_CELLS = 300
