/**
 * Text from a host as Slack may have it: line ends unified, no control characters, no half characters, and
 * none of the marks that reverse the reading direction, with which a log line could look like another one.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** Clean text on one line. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}

/** Cut to a number of characters with `…` where something is missing. */
export function shorten(text: string, characters: number): string {
  return text.length <= characters ? text : `${takeText(text, Infinity, characters - 1).head}…`
}

/** Slack's three control characters: with them escaped no mention, link or command is left in a text. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** What a text weighs inside JSON, without its quotes. */
export function weightOf(text: string): number {
  return JSON.stringify(text).length - 2
}

/**
 * As much of a text as weighs no more than `weight` and counts no more than `characters`. It ends at a line
 * end where one is near, and never inside a character.
 */
export function takeText(
  text: string,
  weight: number,
  characters: number,
): { readonly head: string; readonly rest: string } {
  if (text.length <= characters && weightOf(text) <= weight) return { head: text, rest: '' }
  let end = 0
  let weighed = 0
  for (const character of text) {
    weighed += weightOf(character)
    if (weighed > weight || end + character.length > characters) break
    end += character.length
  }
  const lineEnd = text.lastIndexOf('\n', end - 1) + 1
  const cut = lineEnd > end / 2 ? lineEnd : end
  return { head: text.slice(0, cut), rest: text.slice(cut) }
}
