import { existsSync } from 'node:fs'
import path from 'node:path'
import { MemdiagError } from '../core/errors.ts'
import type { Environment } from './environment.ts'
import { resolvePath } from './read-services.ts'

export type Places = { readonly cwd: string; readonly home: string }

/** Where the person stands: npm changes the folder and leaves the person's own in INIT_CWD. */
export function placesOf(env: Environment, processCwd: string, home: string): Places {
  return { cwd: env.INIT_CWD ?? processCwd, home }
}

/** The data folder: --data, MEMDIAG_DATA, $XDG_DATA_HOME/memdiag or ~/.local/share/memdiag. */
export function dataFolder(option: string | undefined, env: Environment, places: Places): string {
  const chosen = option ?? env.MEMDIAG_DATA
  if (chosen !== undefined) return resolvePath(chosen, places.cwd, places.home)
  return path.join(env.XDG_DATA_HOME ?? path.join(places.home, '.local/share'), 'memdiag')
}

/** The same for what needs none; null where there is none and none is named. */
export function servicesFileIfAny(
  option: string | undefined,
  env: Environment,
  places: Places,
): string | null {
  try {
    return servicesFile(option, env, places)
  } catch (error) {
    if (error instanceof MemdiagError && error.code === 'config-missing') return null
    throw error
  }
}

/** The first services.yml that is there. Throws `config-missing` naming where it was looked for. */
export function servicesFile(option: string | undefined, env: Environment, places: Places): string {
  const chosen = option ?? env.MEMDIAG_SERVICES
  if (chosen !== undefined) return resolvePath(chosen, places.cwd, places.home)
  const candidates = [
    path.join(places.cwd, 'services.yml'),
    path.join(env.XDG_CONFIG_HOME ?? path.join(places.home, '.config'), 'memdiag/services.yml'),
  ]
  const found = candidates.find((file) => existsSync(file))
  if (found !== undefined) return found
  throw new MemdiagError(
    'config-missing',
    `Found no services.yml: looked for ${candidates.join(' and ')}.`,
    {
      hint: 'Name one with --services FILE or MEMDIAG_SERVICES, or investigate a host directly: memdiag run --host USER@HOST.',
    },
  )
}
