import { closest, distance } from 'fastest-levenshtein'
import { MemdiagError } from '../core/errors.ts'
import type { Services } from '../core/ports.ts'
import type { Service } from '../core/service.ts'
import { say, type Wording } from '../core/say.ts'

/** The services of a services.yml. `file` is only named in errors. */
export function createFileServices(services: readonly Service[], file: string): Services {
  const names = services.map((service) => service.name)
  return {
    names: async () => names,
    async find(name) {
      const found = services.find((service) => service.name === name)
      if (found !== undefined) return found
      throw new MemdiagError(
        'service-unknown',
        say`There is no service ${quote(name)} in ${file}.`,
        {
          hint: nearest(name, names),
        },
      )
    },
  }
}

/** What else could have been meant: the close names first, else what there is. */
function nearest(name: string, names: readonly string[]): Wording {
  const close = names.filter(
    (each) =>
      distance(each, name) <= Math.max(2, Math.floor(name.length / 3)) || each.includes(name),
  )
  if (close.length > 0) return say`Did you mean ${close.slice(0, 3).join(', ')}?`
  if (names.length === 0) return say`It names no service yet.`
  if (names.length > SHOWN)
    return say`The nearest is ${closest(name, [...names])}; there are ${names.length}.`
  return say`There are: ${names.join(', ')}.`
}

/** Names that fit into one line of a message. */
const SHOWN = 12

function quote(name: string): string {
  return `\`${name.slice(0, 100)}\``
}
