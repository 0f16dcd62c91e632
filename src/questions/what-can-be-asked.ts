import { say } from '../core/say.ts'

/** For help, and for a question that was not understood. */
export const QUESTIONS = say`You can ask: why? · where is the memory? · how many workers? · what is the limit? · why 48 workers? · what did you rule out? · is it a leak? · show top on web-2 · who holds Socket? · run cpuinfo again · how do we fix it? · how much memory after it? · what would tell more?`
