import { log, makeSession, serve, settings } from './kit.js'

// Each connection gets a session and a closure over it, in a Map. Its removal on `close` is forgotten (--leak=1).
const { leak, kilobytes } = settings({ leak: 1, kilobytes: 20 })
const online = new Map()
let next = 0

serve(
  {
    '/connect': (_params, request) => {
      const id = ++next
      const session = makeSession(id, kilobytes)
      const { socket } = request
      online.set(id, { socket, describe: () => `${session.id}: ${session.items.length}` })
      if (leak === 0) socket.once('close', () => online.delete(id))
      if (id % 1000 === 0) log(`[session] ${id} so far`)
      return { id }
    },
  },
  () => online.size * kilobytes * 1024,
)
