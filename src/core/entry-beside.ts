/** A file of a thread, beside the one that starts it: as it is in a checkout, compiled in a package. */
export function entryBeside(name: string, url: string): URL {
  return new URL(`${name}${url.endsWith('.ts') ? '.ts' : '.js'}`, url)
}
