import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeStoreTemplate } from '../src/store/make-store-template.ts'

/** Writes dist/store-template.tgz, so that the first start of memdiag needs no initdb. Part of `prepack`. */
const target = fileURLToPath(new URL('../dist/store-template.tgz', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'memdiag-template-'))
try {
  const template = await makeStoreTemplate(folder)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(`${target}.new`, template)
  await rename(`${target}.new`, target)
  process.stdout.write(`${target}: ${template.byteLength} bytes\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
