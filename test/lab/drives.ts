import { setTimeout as delay } from 'node:timers/promises'
import type { Drive } from './lab-case.ts'
import { POLL_MS } from './limits.ts'
import { privateBytesBelow } from './measure.ts'
import type { ServiceHandle } from './run-service.ts'

/** So many requests, some at once. */
export function requests(urlPath: string, times: number, atOnce = 16): Drive {
  return async (service, signal) => {
    let left = times
    const client = async () => {
      while (left > 0 && !signal.aborted) {
        left -= 1
        await service.get(urlPath)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, client))
  }
}

/** Requests until the service says that it holds so many bytes. */
export function untilHeld(urlPath: string, bytes: number): Drive {
  return async (service, signal) => {
    const some = requests(urlPath, 50)
    while (!signal.aborted && (await service.truth()).heldBytes < bytes) await some(service, signal)
  }
}

/** A steady stream of requests until the signal. */
export function everySecond(urlPath: string, perSecond: number): Drive {
  return async (service, signal) => {
    while (!signal.aborted) {
      await quietly(service, urlPath)
      await pause(1000 / perSecond, signal)
    }
  }
}

/** Seconds of much traffic, and as many of less: two turns of both in what memdiag watches. */
const TURN_SECONDS = 4

/** So many requests in flight at any time, more and fewer in turns, as traffic rises and falls. */
export function inFlight(urlPath: string, fewer: number, more: number): Drive {
  return async (service, signal) => {
    const startedAt = performance.now()
    const client = async (index: number) => {
      while (!signal.aborted) {
        const turn = Math.floor((performance.now() - startedAt) / 1000 / TURN_SECONDS)
        if (index < fewer || turn % 2 === 0) await quietly(service, urlPath)
        else await pause(POLL_MS, signal)
      }
    }
    await Promise.all(Array.from({ length: more }, (_unused, index) => client(index)))
  }
}

/** Waits, so that what the service does by itself can happen. */
export function wait(seconds: number): Drive {
  return async (_service, signal) => await pause(seconds * 1000, signal)
}

/** Lets some seconds pass, then kills the service and starts it anew. */
export function restartAfter(seconds: number): Drive {
  return async (service, signal) => {
    await pause(seconds * 1000, signal)
    if (!signal.aborted) await service.restart()
  }
}

/** Waits until the largest process of the service has so many bytes of its own. */
export function untilLargest(bytes: number): Drive {
  return async ({ folder }, signal) => {
    while (!signal.aborted && Math.max(...privateBytesBelow(folder)) < bytes)
      await pause(200, signal)
  }
}

/** A client does not stop because one request failed: the service may just be restarted or killed. */
async function quietly(service: ServiceHandle, urlPath: string): Promise<void> {
  await service.get(urlPath).catch(() => delay(POLL_MS))
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined)
}
