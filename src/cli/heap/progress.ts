import type { Wording } from '../../core/say.ts'
import type { SnapshotFile } from './snapshot-files.ts'
import type { Stream } from '../output.ts'

/** One line that tells how far the work is: drawn again on a terminal, a few plain lines elsewhere. */
export type Progress = {
  readonly read: (file: string, bytes: number) => void
  step(what: Wording): void
  end(): void
}

/** Between two drawings of the line: fast enough to look alive. */
const REDRAW_MS = 100

export function createProgress(
  { stderr, put }: { readonly stderr: Stream; readonly put: (words: Wording) => string },
  files: readonly SnapshotFile[],
  now: () => number,
): Progress {
  const read = new Map(files.map((file) => [file.shown, 0]))
  let drawn = 0
  const draw = (text: string): void => {
    if (stderr.live) stderr.write(`\r\u001B[K${text}`)
  }
  return {
    read(file, bytes) {
      read.set(file, bytes)
      if (now() - drawn < REDRAW_MS) return
      drawn = now()
      draw(
        files
          .map((each) => `${each.shown} ${share(read.get(each.shown) ?? 0, each.bytes)}`)
          .join('   '),
      )
    },
    step(what) {
      if (stderr.live) draw(`${put(what)} ...`)
      else stderr.write(`${put(what)}\n`)
    },
    end: () => draw(''),
  }
}

function share(bytes: number, of: number | null): string {
  return of === null || of === 0
    ? `${Math.round(bytes / 1e6)} MB`
    : `${Math.min(100, Math.floor((bytes / of) * 100))} %`
}
