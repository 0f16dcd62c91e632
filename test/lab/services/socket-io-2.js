import { createRequire } from 'node:module'
import { log, serve, settings } from './kit.js'

// socket.io 2.3.0 as it comes: permessage-deflate is on unless somebody turns it off.
const { deflate } = settings({ deflate: 1 })
const socketIo = createRequire(import.meta.url)('socket.io')
const names = new Map()

const server = serve({}, () => names.size * deflate * 262_144)
const options = deflate === 1 ? {} : { perMessageDeflate: false }
socketIo(server, { serveClient: false, ...options }).on('connection', (socket) => {
  names.set(socket.id, `guest ${names.size}`)
  if (names.size % 100 === 0) log(`[chat] ${names.size} online`)
  socket.on('say', (text) => socket.emit('said', { from: names.get(socket.id), text }))
  socket.on('disconnect', () => names.delete(socket.id))
})
