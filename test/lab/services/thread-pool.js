import { Worker } from 'node:worker_threads'
import { serve, settings } from './kit.js'

// A pool of threads, sized by the CPUs somebody thought there were. Each has a heap of its own.
const { threads, megabytes } = settings({ threads: 16, megabytes: 2 })
const job = `
const { parentPort } = require('node:worker_threads')
const rules = []
for (let id = 0; id < ${megabytes} * 4000; id += 1) rules.push({ id, text: 'rule ' + id, tags: [id, id + 1, id + 2] })
parentPort.on('message', () => parentPort.postMessage(rules.length))
parentPort.postMessage('up')
`
const pool = Array.from({ length: threads }, () => new Worker(job, { eval: true }))
await Promise.all(pool.map((worker) => new Promise((resolve) => worker.once('message', resolve))))
let asked = 0

serve({ '/hit': () => pool[asked++ % pool.length].postMessage('work') })
