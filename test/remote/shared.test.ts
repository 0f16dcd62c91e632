import { describe, expect, test, vi } from 'vitest'
import { createShared } from '../../src/remote/shared.ts'
import { createSlots } from '../../src/remote/slots.ts'
import { within } from '../../src/remote/wait.ts'

const never = new AbortController().signal

describe('a shared value', () => {
  test('is made once for callers at the same time and after', async () => {
    const shared = createShared<object>()
    const make = vi.fn<() => Promise<object>>(() => Promise.resolve({}))

    const [one, two] = await Promise.all([
      shared.get('a', never, make),
      shared.get('a', never, make),
    ])

    expect(two).toBe(one)
    expect(await shared.get('a', never, make)).toBe(one)
    expect(make).toHaveBeenCalledTimes(1)
  })

  test('is still made when one of two callers gives up', async () => {
    const shared = createShared<string>()
    const made = Promise.withResolvers<string>()
    const controller = new AbortController()
    const leaving = shared.get('a', controller.signal, () => made.promise)
    const staying = shared.get('a', never, () => Promise.reject(new Error('made twice')))

    controller.abort()
    await expect(leaving).rejects.toMatchObject({ code: 'aborted' })
    made.resolve('here')

    expect(await staying).toBe('here')
  })

  test('is no longer made when all callers gave up', async () => {
    const shared = createShared<string>()
    const controller = new AbortController()
    const signals: AbortSignal[] = []
    const leaving = shared.get('a', controller.signal, (signal) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })

    controller.abort()

    await expect(leaving).rejects.toMatchObject({ code: 'aborted' })
    expect(signals.map((each) => each.aborted)).toEqual([true])
    expect(await shared.get('a', never, () => Promise.resolve('anew'))).toBe('anew')
  })

  test('that failed is made anew for the next caller', async () => {
    const shared = createShared<string>()

    await expect(shared.get('a', never, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    )

    expect(await shared.get('a', never, () => Promise.resolve('yes'))).toBe('yes')
  })
})

describe('slots', () => {
  test('are given in the order in which they were asked for', async () => {
    const slots = createSlots(1)
    const order: string[] = []
    const release = await slots.take(never)
    const first = slots.take(never).then((free) => {
      free()
      return order.push('first')
    })
    const second = slots.take(never).then(() => order.push('second'))

    release()
    await Promise.all([first, second])

    expect(order).toEqual(['first', 'second'])
  })

  test('are not lost with a caller that gave up waiting, nor gained by a double release', async () => {
    const slots = createSlots(1)
    const controller = new AbortController()
    const release = await slots.take(never)
    const leaving = slots.take(controller.signal)

    controller.abort()
    await expect(leaving).rejects.toMatchObject({ code: 'aborted' })
    release()
    release()

    await slots.take(never)
    await expect(
      within({ ms: 20, what: 'take a second slot', signal: never }, (stop) => slots.take(stop)),
    ).rejects.toMatchObject({ code: 'timed-out' })
  })
})
