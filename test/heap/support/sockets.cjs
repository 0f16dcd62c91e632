'use strict'
// Connects to itself, closes half of the sockets on both sides but keeps them, and writes a snapshot to argv[2].
const net = require('node:net')
const v8 = require('node:v8')

const PAIRS = 6
const room = { accepted: [], connected: [] }
const server = net.createServer((socket) => {
  room.accepted.push(socket)
  if (room.accepted.length === PAIRS) closeHalf()
})
server.listen(0, '127.0.0.1', () => {
  for (let at = 0; at < PAIRS; at += 1)
    room.connected.push(net.connect(server.address().port, '127.0.0.1'))
})

function closeHalf() {
  let left = PAIRS
  const closed = () => {
    left -= 1
    if (left > 0) return
    v8.writeHeapSnapshot(process.argv[2])
    process.exit()
  }
  for (let at = 0; at < PAIRS / 2; at += 1) {
    for (const socket of [room.accepted[at], room.connected[at]]) {
      socket.on('close', closed)
      socket.destroy()
    }
  }
}
