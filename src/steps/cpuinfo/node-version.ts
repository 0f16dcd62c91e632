import type { Sections } from '../sections.ts'

/** `v20.20.2` from the section `version`: header, release address or path; null when nothing tells. */
export function readNodeVersion(sections: Sections): string | null {
  const lines = sections.lines('version')
  const part = (name: string) =>
    lines
      .map((line) => new RegExp(`^#define NODE_${name}_VERSION (\\d{1,4})$`).exec(line)?.[1])
      .find((digits) => digits !== undefined)
  const [major, minor, patch] = [part('MAJOR'), part('MINOR'), part('PATCH')]
  if (major !== undefined && minor !== undefined && patch !== undefined) {
    return `v${major}.${minor}.${patch}`
  }
  for (const line of lines) {
    const release = /^download\/release\/(v\d{1,4}\.\d{1,4}\.\d{1,4})$/.exec(line)
    if (release?.[1] !== undefined) return release[1]
  }
  const path = lines.find((line) => line.startsWith('path\t'))?.slice(5) ?? ''
  return /\/(v\d{1,4}\.\d{1,4}\.\d{1,4})\//.exec(path)?.[1] ?? null
}

/** Whether a version is at least `[major, minor]`; null for an unknown version. */
export function isSince(version: string | null, [major, minor]: readonly [number, number]) {
  const match = /^v(\d+)\.(\d+)\./.exec(version ?? '')
  if (match === null) return null
  const [has, and] = [Number(match[1]), Number(match[2])]
  return has > major || (has === major && and >= minor)
}
