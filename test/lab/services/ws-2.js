import { createRequire } from 'node:module'
import { serve, settings } from './kit.js'

// ws 2.3.1 as it comes: permessage-deflate is on unless somebody turns it off.
const { deflate } = settings({ deflate: 1 })
const { Server } = createRequire(import.meta.url)('ws')

const server = serve({}, () => sockets.clients.size * deflate * 262_144)
const options = deflate === 1 ? {} : { perMessageDeflate: false }
const sockets = new Server({ server, ...options })
sockets.on('connection', (socket) => {
  socket.on('message', (text) => socket.send(`said ${text}`))
})
