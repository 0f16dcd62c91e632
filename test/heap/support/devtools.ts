import { existsSync } from 'node:fs'
import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { rolldown } from 'rolldown'

const MODULES = fileURLToPath(new URL('../peers/node_modules/', import.meta.url))
const FRONT_END = join(MODULES, 'chrome-devtools-frontend/front_end')

/** Whether DevTools' sources are installed: `npm ci --prefix test/heap/peers --ignore-scripts`. */
export const devToolsInstalled = existsSync(FRONT_END)

/** The executable of another version of Node, where it is installed. */
export function nodeOf(version: number): string | undefined {
  const path = join(MODULES, `node-${version}/bin/node`)
  return existsSync(path) ? path : undefined
}

export type DevToolsDiff = Readonly<
  Record<
    string,
    { addedCount: number; removedCount: number; addedSize: number; removedSize: number }
  >
>
export type DevToolsClass = { count: number; self: number; maxRet: number; distance: number }

/** The part of DevTools' own snapshot that the tests look at. */
export type DevToolsSnapshot = {
  readonly nodeCount: number
  readonly nodeFieldCount: number
  readonly nodeSelfSizeOffset: number
  readonly nodes: { getValue(index: number): number }
  readonly nodeDistances: Int32Array
  readonly dominatorsTree: Uint32Array
  readonly retainedSizes: Float64Array
  interfaceDefinitions(): string
  aggregatesForDiff(definitions: string): unknown
  calculateSnapshotDiff(base: number, aggregates: unknown): DevToolsDiff
  getAggregatesByClassKey(sorted: boolean, key: string): Readonly<Record<string, DevToolsClass>>
}

type Loader = {
  write(text: string): void
  close(): void
  buildSnapshot(port: unknown): Promise<DevToolsSnapshot>
}

/** What the bundle below exports. */
type Worker = {
  readonly HeapSnapshot: { readonly SecondaryInitManager: new (port: unknown) => unknown }
  readonly HeapSnapshotLoader: {
    readonly HeapSnapshotLoader: new (dispatcher: { sendEvent(): void }) => Loader
  }
}

/** Loads a snapshot the way DevTools' own worker does, with its second thread's work on this one. */
export async function loadWithDevTools(file: string): Promise<DevToolsSnapshot> {
  const { HeapSnapshot, HeapSnapshotLoader } = await devToolsWorker()
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent: () => undefined })
  const decoder = new TextDecoder()
  for await (const chunk of createReadStream(file))
    loader.write(decoder.decode(chunk, { stream: true }))
  loader.close()
  const channel = new MessageChannel()
  Reflect.construct(HeapSnapshot.SecondaryInitManager, [channel.port2])
  const snapshot = await loader.buildSnapshot(channel.port1)
  channel.port1.close()
  return snapshot
}

let worker: Promise<Worker> | undefined

function devToolsWorker(): Promise<Worker> {
  worker ??= bundle()
  return worker
}

/** DevTools comes as TypeScript sources; only its translations are left out. */
async function bundle(): Promise<Worker> {
  const folder = join(MODULES, '.cache/devtools')
  await mkdir(folder, { recursive: true })
  const heap = join(FRONT_END, 'entrypoints/heap_snapshot_worker')
  const built = await rolldown({
    input: 'entry',
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'devtools-sources',
        resolveId(id, importer) {
          if (id === 'entry') return '\0entry'
          if (/[/]i18n[/]i18n/.test(id)) return '\0i18n'
          if (id.startsWith('/')) return id
          if (!id.startsWith('.') || importer === undefined) return null
          const source = resolve(dirname(importer), id.replace(/\.js$/, '.ts'))
          return existsSync(source) ? source : null
        },
        // It tells of unreachable nodes at length on the console.
        transform: (code) => code.replaceAll('console.warn(', 'String('),
        load(id) {
          if (id === '\0i18n') {
            return 'const t = () => ""; export const i18n = { registerUIStrings: () => ({}), getLocalizedString: t, getLazilyComputedLocalizedString: () => t, lockedString: (x) => x, lockedLazyString: () => t, getFormatLocalizedString: t, serializeUIString: t }'
          }
          if (id !== '\0entry') return null
          return ['HeapSnapshot', 'HeapSnapshotLoader']
            .map((name) => `export * as ${name} from ${JSON.stringify(join(heap, `${name}.ts`))}`)
            .join('\n')
        },
      },
    ],
  })
  await built.write({ dir: folder, entryFileNames: 'devtools.mjs', format: 'esm' })
  Object.assign(globalThis, { self: globalThis })
  return import(pathToFileURL(join(folder, 'devtools.mjs')).href)
}
