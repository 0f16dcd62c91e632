import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { startProcess } from './run-process.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

const CHROMIUM = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  .find(isProgram)

/** Where it is absent, tests with it are skipped by name. */
export const hasChromium = CHROMIUM !== undefined

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A page of paper, in points: what is written on it and where, and the colours that areas are filled with. */
export type PaperPage = {
  readonly text: string
  readonly view: { readonly width: number; readonly height: number }
  readonly words: readonly {
    readonly text: string
    readonly left: number
    readonly right: number
    readonly bottom: number
    /** Of the letters. */
    readonly size: number
  }[]
  readonly fills: ReadonlySet<string>
}

/** Prints a page as its reader would, and reads the paper. */
export async function print(html: string): Promise<PaperPage[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-print-'))
  try {
    const page = path.join(folder, 'page.html')
    const paper = path.join(folder, 'page.pdf')
    writeFileSync(page, html)
    const { stderr } = await startProcess(
      CHROMIUM ?? 'chromium',
      [
        '--headless',
        // The page is our own, and root or a container has no sandbox to offer.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        `--user-data-dir=${path.join(folder, 'profile')}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${paper}`,
        `file://${page}`,
      ],
      { timeLimitMs: 120_000 },
    ).ended
    return await read(bytesOf(paper, stderr))
  } finally {
    // The browser's last process may still write into its profile.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

function bytesOf(paper: string, said: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(paper))
  } catch (error) {
    throw new Error(`Chromium printed nothing: ${said}`, { cause: error })
  }
}

async function read(pdf: Uint8Array): Promise<PaperPage[]> {
  const { OPS } = await getResolvedPDFJS()
  const document = await getDocumentProxy(pdf)
  const pages: PaperPage[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number)
    const [, , width = 0, height = 0] = page.view
    const { items } = await page.getTextContent()
    const words = items.flatMap((item) => {
      if (!('str' in item) || item.str.trim() === '') return []
      const [, , , size = 0, left = 0, bottom = 0] = item.transform.map(Number)
      return [{ text: item.str, left, right: left + item.width, bottom, size }]
    })
    const { fnArray, argsArray } = await page.getOperatorList()
    const fills = fnArray.flatMap((operator, index) =>
      operator === OPS.setFillRGBColor ? [String(argsArray[index]?.[0])] : [],
    )
    pages.push({
      text: words.map((word) => word.text).join(' '),
      view: { width, height },
      words,
      fills: new Set(fills),
    })
  }
  return pages
}
