/** Commands that `/memdiag` has under the name that they have in a terminal. */
const SAME_NAME = /(?<![\w/.-])memdiag (?=(?:list|show|cancel|verify|export)\b)/g

/** `--host`, `--watch` and `--approve` are for the terminal alone. */
const RUN =
  /(?<![\w/.-])memdiag run (?=\w[\w.-]*(?:`|[.;,。；，]?(?:\s|$)| --only ))(?!\S+ --(?!only))/g

/** What the engine says to type in a terminal, as it is typed in Slack: `/memdiag SERVICE` for `memdiag run SERVICE`. */
export function typedHere(text: string): string {
  return text.replaceAll(SAME_NAME, '/memdiag ').replaceAll(RUN, '/memdiag ')
}
