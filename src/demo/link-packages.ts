import { access, mkdir, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'

const PackageJson = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
})

type Installed = { readonly folder: string; readonly manifest: z.infer<typeof PackageJson> }

/**
 * Links a package of memdiag's and all it depends on into a `node_modules` folder, under their own names and
 * nothing else: what an investigation finds beside the service must be the service's. Returns name and version.
 */
export async function linkPackages(
  nodeModules: string,
  packageName: string,
): Promise<{ readonly name: string; readonly version: string }> {
  const require = createRequire(import.meta.url)
  const root = await readPackage(path.dirname(require.resolve(`${packageName}/package.json`)))
  const linked = new Set<string>()
  const waiting = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // A second version of a package stays reachable: Node resolves from where a link leads to.
    if (linked.has(next.manifest.name)) continue
    linked.add(next.manifest.name)
    const link = path.join(nodeModules, next.manifest.name)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(next.folder, link)
    waiting.push(...(await dependenciesOf(next)))
  }
  return { name: root.manifest.name, version: root.manifest.version }
}

async function dependenciesOf(parent: Installed): Promise<Installed[]> {
  const folders = await Promise.all(
    Object.keys(parent.manifest.dependencies).map((name) => findUpwards(parent.folder, name)),
  )
  return await Promise.all(folders.filter((folder) => folder !== null).map(readPackage))
}

/** Where Node would find a package, seen from a folder. By hand, because `exports` may hide package.json. */
async function findUpwards(from: string, name: string): Promise<string | null> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name)
    const found = await access(path.join(candidate, 'package.json')).then(
      () => true,
      () => false,
    )
    if (found) return candidate
    if (folder === path.dirname(folder)) return null
  }
}

async function readPackage(folder: string): Promise<Installed> {
  const real = await realpath(folder)
  const text = await readFile(path.join(real, 'package.json'), 'utf8')
  return { folder: real, manifest: PackageJson.parse(JSON.parse(text)) }
}
