import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

function at(place: string): string {
  return fileURLToPath(new URL(place, import.meta.url))
}

const SOURCES = at('../../lab/peers/node_modules/heapdump')
const NAN = at('../../lab/peers/node_modules/nan')
/** Its package has Node's headers with it, so that nothing is downloaded. */
const NODE = at('../../heap/peers/node_modules/node-20')

export const heapdumpNode = path.join(NODE, 'bin/node')

export const canBuildHeapdump =
  existsSync(SOURCES) && existsSync(heapdumpNode) && existsSync('/usr/bin/g++')

export type Heapdump = Disposable & { readonly module: string }

/** The real heapdump, built for one version of Node.js where npm would have built it. */
export function buildHeapdump(): Heapdump {
  const folder = mkdtempSync(path.join(tmpdir(), 'memdiag-heapdump-'))
  const module = path.join(folder, 'node_modules/heapdump')
  const addon = path.join(module, 'build/Release/addon.node')
  mkdirSync(path.dirname(addon), { recursive: true })
  for (const file of ['index.js', 'package.json']) {
    copyFileSync(path.join(SOURCES, file), path.join(module, file))
  }
  const source = path.join(SOURCES, 'src/heapdump.cc')
  const headers = ['-I', path.join(NODE, 'include/node'), '-I', NAN]
  const options = ['-shared', '-fPIC', '-w', '-std=gnu++17', '-DBUILDING_NODE_EXTENSION']
  const named = '-DNODE_GYP_MODULE_NAME=addon'
  execFileSync('/usr/bin/g++', [...options, named, ...headers, '-o', addon, source])
  return {
    module,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Any addon that Node.js loads: it handles no signal, wherever it lies. */
export function anyAddon(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('@resvg/resvg-js'))
  return require.resolve(`@resvg/resvg-js-linux-${process.arch}-gnu`)
}
