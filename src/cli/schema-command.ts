import type { Command } from 'commander'
import { z } from 'zod'
import { ServicesFile } from '../config/services-file.ts'
import { InvestigationDocument } from '../core/document.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { Runbook } from '../core/runbook.ts'
import type { CliDeps } from './cli-deps.ts'

const SCHEMAS = {
  services: () => z.toJSONSchema(ServicesFile, { io: 'input' }),
  runbook: () => z.toJSONSchema(Runbook, { io: 'input' }),
  investigation: () => z.toJSONSchema(InvestigationDocument),
} as const

/** `memdiag schema [services|runbook|investigation]`: one JSON Schema, or all three by name. */
export function registerSchema(program: Command, deps: CliDeps): void {
  program
    .command('schema')
    .argument('[what]', 'services, runbook or investigation')
    .description('the JSON Schemas of the files memdiag reads and the JSON it prints')
    .action((what: string | undefined) => {
      deps.stdout.write(`${JSON.stringify(schemaOf(what), null, 2)}\n`)
    })
}

function schemaOf(what: string | undefined): unknown {
  if (what === undefined) {
    return Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, schema()]))
  }
  if (what === 'services' || what === 'runbook' || what === 'investigation') return SCHEMAS[what]()
  throw new MemdiagError('usage', say`There is no schema \`${what}\`.`, {
    hint: say`The schemas are: services, runbook, investigation.`,
  })
}
