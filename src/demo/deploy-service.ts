import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { linkPackages } from './link-packages.ts'

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
  const installed = await linkPackages(path.join(folder, 'node_modules'), deps.dependency)
  const manifest = {
    name: path.basename(folder),
    private: true,
    type: 'module',
    dependencies: { [installed.name]: installed.version },
  }
  const files = { 'package.json': manifest, ...deps.files }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`)
  }
}
