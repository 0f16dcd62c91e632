import { messageOf } from '../../src/core/errors.ts'

/** What `read` makes of the arguments of a development tool; where it refuses them, its reason and the usage, and exit code 2. */
export function readArguments<T>(usage: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n${usage}\n`)
    process.exit(2)
  }
}

/** The number that an option was given; throws for anything else. */
export function whole(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} takes a whole number, not \`${text}\`.`)
  return Number(text)
}
