import { MemdiagError } from '../core/errors.ts'
import { say, SILENCE, type Wording } from '../core/say.ts'

const HINT = say`Write the snapshot again and copy it whole; a snapshot that was cut off or changed on the way cannot be read.`

export const WRONG_FILE = say`Give a file that \`v8.writeHeapSnapshot\`, \`heapdump\` or Chrome DevTools wrote.`

/** Damaged or cut off: names the byte and what was expected there. */
export function damaged(offset: number, expected: string, found?: string): MemdiagError {
  const seen = found === undefined ? SILENCE : say`, found ${found}`
  return new MemdiagError(
    'usage',
    say`Not a whole heap snapshot: expected ${expected} at byte ${offset}${seen}.`,
    {
      hint: HINT,
    },
  )
}

/** A byte for a person: `"x"`, `0x1f`, or the end of the input. */
export function showByte(byte: number | undefined): string {
  if (byte === undefined) return 'the end of the input'
  return byte > 32 && byte < 127
    ? `"${String.fromCharCode(byte)}"`
    : `0x${byte.toString(16).padStart(2, '0')}`
}

/** Something else than a heap snapshot: says what it looks like and what to do. */
export function foreign(what: Wording, todo: Wording): MemdiagError {
  return new MemdiagError('usage', say`Not a heap snapshot: ${what}.`, { hint: todo })
}
