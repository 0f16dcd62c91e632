import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'
import { toHtml } from 'hast-util-to-html'
import type { Chart } from '../core/chart.ts'
import { drawChart } from '../report/draw-chart.ts'

/** Twice the drawing's own size: sharp on a screen of high density, and some tens of kilobytes. */
const ZOOM = 2

/** Space around the drawing, in its own units. */
const MARGIN = 16

/** Shipped, so that a server without fonts draws the same picture. Latin, Greek and Cyrillic letters and figures. */
const FONT = 'Inter'
const FONT_FILES = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'].map(
  (file) => fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${file}`)),
)

/** What the shipped font has no letters for, such as Chinese: only then the server's own fonts are looked through. */
const OTHER_LETTERS = /[^\u0000-\u052f\u2000-\u22ff]/

/** A chart as a picture on white, the same one that a postmortem has. */
export function chartPng(chart: Chart): Uint8Array {
  const drawing = drawChart(chart)
  const { width, height } = sizeOf(drawing.properties)
  const outer = { width: width + 2 * MARGIN, height: height + 2 * MARGIN }
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${outer.width}" height="${outer.height}" font-family="${FONT}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    toHtml(drawing.children, { space: 'svg', closeEmptyElements: true }),
    '</g></svg>',
  ].join('')
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: {
      fontFiles: FONT_FILES,
      loadSystemFonts: OTHER_LETTERS.test(svg),
      defaultFontFamily: FONT,
    },
  })
  return picture.render().asPng()
}

function sizeOf({ width, height }: ReturnType<typeof drawChart>['properties']) {
  return { width: Number(width), height: Number(height) }
}
