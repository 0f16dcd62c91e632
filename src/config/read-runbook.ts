import { existsSync } from 'node:fs'
import path from 'node:path'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { Runbook } from '../core/runbook.ts'
import { readYamlFile } from './yaml-file.ts'

/**
 * Reads a runbook by its name (a file in the folder of runbooks) or by a path to a file.
 * Throws `config-missing` or `config-invalid`.
 */
export function readRunbook(
  nameOrFile: string,
  folders: { runbooks: string; cwd: string },
): Runbook {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrFile)
  const file = isPath
    ? path.resolve(folders.cwd, nameOrFile)
    : path.join(folders.runbooks, `${nameOrFile}.yml`)
  if (!existsSync(file)) {
    throw new MemdiagError(
      'config-missing',
      say`There is no runbook ${nameOrFile}: ${file} does not exist.`,
      {
        hint: say`The runbook that comes with memdiag is \`memory\`; a path to a .yml file works too.`,
      },
    )
  }
  return readYamlFile(file, Runbook)
}
