import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The service's config file, with its paths resolved against the folder the file is in. */
export function readConfig(file) {
  const config = JSON.parse(readFileSync(file, 'utf8'))
  if (!Number.isInteger(config.instances) || config.instances < 1) {
    throw new Error(`instances in ${file} must be a whole number above 0`)
  }
  const folder = path.dirname(path.resolve(file))
  return {
    ...config,
    file: path.resolve(file),
    log: path.resolve(folder, config.log),
    catalogue: path.resolve(folder, config.catalogue),
  }
}
