import { existsSync } from 'node:fs'
import path from 'node:path'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
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

/** The first services.yml that is there. Throws `config-missing` naming where it was looked for. */
export function servicesFile(option: string | undefined, env: Environment, places: Places): string {
  const file = servicesFileIfAny(option, env, places)
  if (file !== null) return file
  const [here, home] = candidates(env, places)
  throw new MemdiagError(
    'config-missing',
    say`Found no services.yml: looked for ${here} and ${home}.`,
    {
      hint: say`Name one with --services FILE or MEMDIAG_SERVICES, or investigate a host directly: memdiag run --host USER@HOST.`,
    },
  )
}

/** The same for what needs none: null where none is there and none is named. */
export function servicesFileIfAny(
  option: string | undefined,
  env: Environment,
  places: Places,
): string | null {
  const chosen = option ?? env.MEMDIAG_SERVICES
  if (chosen !== undefined) return resolvePath(chosen, places.cwd, places.home)
  return candidates(env, places).find((file) => existsSync(file)) ?? null
}

function candidates(env: Environment, { cwd, home }: Places): readonly [string, string] {
  return [
    path.join(cwd, 'services.yml'),
    path.join(env.XDG_CONFIG_HOME ?? path.join(home, '.config'), 'memdiag/services.yml'),
  ]
}
