import { servicesFileIfAny } from '../config/paths.ts'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { CliDeps } from './cli-deps.ts'
import { putFor } from './readers-language.ts'

/**
 * The services.yml of a command that goes on with an investigation and takes only from it where reports go; null
 * where there is none. One that was found and not named may be another program's: where it is not valid, that is told
 * in a line, and it is left out. Throws `config-missing` or `config-invalid` for one that was named.
 */
export function servicesInPassing(deps: CliDeps, option: string | undefined): string | null {
  const file = servicesFileIfAny(option, deps.env, deps.places)
  const named = option ?? deps.env.MEMDIAG_SERVICES
  if (file === null || named !== undefined) return file
  try {
    deps.openServices(file)
    return file
  } catch (error) {
    if (!(error instanceof MemdiagError)) throw error
    const [fault = ''] = messageOf(error).split('\n')
    const told = say`Goes on without a services.yml that is not valid: ${fault}`
    deps.stderr.write(`${putFor(deps)(told)}\n`)
    return null
  }
}
