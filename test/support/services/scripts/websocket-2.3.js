import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { log, report } from './report.js'

// In the folder it is deployed to this is version 2.3, which has no ES module.
const socketIo = createRequire(import.meta.url)('socket.io')

// socket.io 2.3.0 as it comes: permessage-deflate is on unless somebody turns it off.
process.title = `${process.argv[1]}: websocket`
log('[boot] config loaded env=test')
const server = createServer((_request, response) => response.end('websocket\n'))
socketIo(server, { serveClient: false }).on('connection', (socket) => {
  socket.on('echo', (text, reply) => reply(text))
})
server.listen(0, '127.0.0.1', () => report(server.address().port))
