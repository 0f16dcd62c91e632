import { expect, test } from 'vitest'
import { chartPng } from '../../src/charts/chart-png.ts'
import type { Chart } from '../../src/core/chart.ts'
import { GiB, MiB } from '../support/builders.ts'

const bars: Chart = {
  kind: 'bars',
  title: 'Where the memory is',
  unit: 'bytes',
  bars: [
    { label: 'workers, private', value: GiB },
    { label: 'master, private', value: 22 * MiB },
  ],
  levels: [{ label: 'limit', value: 2 * GiB }],
}

/** Width and height of a PNG: bytes 16 to 24 of its header. */
function sizeOf(png: Uint8Array) {
  const view = Buffer.from(png)
  expect(view.subarray(1, 4).toString('latin1')).toBe('PNG')
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
}

test('a chart becomes a picture of twice its size, with a margin', () => {
  expect(sizeOf(chartPng(bars))).toEqual({ width: 1504, height: 304 })
})

test('letters are drawn by the font that memdiag ships', () => {
  const other = { ...bars, title: 'Where the memory was' }

  // Without a font the text would be left out, and both pictures would be the same.
  expect(Buffer.from(chartPng(bars)).equals(Buffer.from(chartPng(other)))).toBe(false)
})

test('a title cannot break the picture', () => {
  const nasty = { ...bars, title: '</text><script>&amp;\u0000\ud800 ' }

  expect(sizeOf(chartPng(nasty)).width).toBe(1504)
})

test('letters that the font does not have make no error', () => {
  expect(sizeOf(chartPng({ ...bars, title: '内存在哪里' })).width).toBe(1504)
})
