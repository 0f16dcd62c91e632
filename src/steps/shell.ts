/** A text as one word of a POSIX shell, whatever it holds. NUL cannot be part of a word and is dropped. */
export function quote(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", String.raw`'\''`)}'`
}

/**
 * A path that leads nowhere else (`.//././/`) and spells the nonce in its slashes and dots. `head -v` and
 * `ls` print it before what they read, so that a title or file name cannot pretend to be another process.
 */
export function noncePath(nonce: string): string {
  let path = './'
  for (const sign of nonce.slice(0, 8)) {
    const code = sign.codePointAt(0) ?? 0
    for (let bit = 0; bit < 4; bit += 1) path += (code >> bit) & 1 ? './' : '/'
  }
  return path
}
