import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'

const PackageJson = z.object({ version: z.string() })

/**
 * Puts the sources of a service into a folder of its own, as a deployment would: its path is then unique
 * to this run, and so are the titles of its processes. `dependency` is resolved as memdiag's own.
 */
export async function deployService(deps: {
  readonly sources: string
  readonly folder: string
  readonly dependency: string
  readonly files: Readonly<Record<string, unknown>>
}): Promise<void> {
  const { sources, folder } = deps
  await mkdir(path.join(folder, 'log'), { recursive: true, mode: 0o700 })
  const scripts = (await readdir(sources)).filter((name) => name.endsWith('.js'))
  await Promise.all(
    scripts.map((name) => copyFile(path.join(sources, name), path.join(folder, name))),
  )
  const installed = packageFolder(deps.dependency)
  await symlink(path.dirname(installed.folder), path.join(folder, 'node_modules'))
  const manifest = {
    name: path.basename(folder),
    private: true,
    type: 'module',
    dependencies: { [deps.dependency]: installed.version },
  }
  const files = { 'package.json': manifest, ...deps.files }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`)
  }
}

function packageFolder(name: string): { folder: string; version: string } {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve(`${name}/package.json`)
  const { version } = PackageJson.parse(require(manifest))
  return { folder: path.dirname(manifest), version }
}
