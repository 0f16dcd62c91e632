import { type Said, say } from './say.ts'

/** How long something took, in words: `4.2 s`, `3 min 20 s`, `2 h 5 min`, `1 d 3 h`. */
export function spanWords(seconds: number): Said {
  const whole = Math.round(seconds)
  if (whole < 60) return say`${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  if (whole < 3_600) return say`${Math.floor(whole / 60)} min ${whole % 60} s`
  if (whole < 86_400)
    return say`${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`
  return say`${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3_600)} h`
}

/** The time between two instants in words: `0.4 s`, `42 s`, `3 min 5 s`. */
export function spanBetween(from: string, to: string): Said {
  return spanWords(Math.max(0, Date.parse(to) - Date.parse(from)) / 1000)
}
