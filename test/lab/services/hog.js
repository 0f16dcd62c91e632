import { serve, settings } from './kit.js'

// A job of somebody else's, started beside the service.
const { megabytes } = settings({ megabytes: 100 })
const kept = Array.from({ length: megabytes }, () => Buffer.alloc(1024 * 1024, 1))

serve({}, () => kept.length * 1024 * 1024)
