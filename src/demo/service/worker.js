import { Server } from 'socket.io'
import { loadCatalogue } from './catalogue.js'
import { scheduleJob } from './schedule-job.js'

// `import 'node:http'` reads every export of the module, and the one named WebSocket loads all of undici:
// 5 MB more in each worker.
const { createServer } = process.getBuiltinModule('node:http')

/** One worker: loads the catalogue, serves it over socket.io, and runs the timed job. */
export function runWorker(config, log) {
  process.title = `${process.argv[1]}: worker process`
  log(`[boot] config loaded env=${config.env}`)

  const catalogue = loadCatalogue(config.catalogue, config.cacheEntries)
  log(`[boot] connecting cache: in memory, ${config.cacheEntries} entries`)

  scheduleJob(config.job.everySeconds, () => {
    log(`[job] ${config.job.name}: ${catalogue.refreshPrices()} prices checked`)
  })
  log(`[boot] schedule job registered: ${config.job.name} */${config.job.everySeconds} * * * * *`)

  const server = createServer((_request, response) => {
    response.writeHead(404).end()
  })
  const io = new Server(server, {
    path: config.path,
    serveClient: false,
    // Polling would need sticky sessions, because the master hands out connections in turn.
    transports: ['websocket'],
    perMessageDeflate: false,
  })
  io.on('connection', (socket) => {
    socket.on('product', (id, reply) => reply(catalogue.find(id)))
    socket.on('search', (word, reply) => reply(catalogue.search(word)))
  })
  server.listen({ port: config.port, host: config.host }, () => {
    log(`[boot] server listening on ${server.address().port}`)
  })
}
