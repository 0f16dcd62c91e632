import { createServer } from 'node:http'
import socketIo from 'socket.io-2.3'
import { log, report } from './report.js'

// socket.io 2.3.0 as it comes: permessage-deflate is on unless somebody turns it off.
process.title = `${process.argv[1]}: websocket`
log('[boot] config loaded env=test')
const server = createServer((_request, response) => response.end('websocket\n'))
socketIo(server, { serveClient: false }).on('connection', (socket) => {
  socket.on('echo', (text, reply) => reply(text))
})
server.listen(0, '127.0.0.1', () => report(server.address().port))
