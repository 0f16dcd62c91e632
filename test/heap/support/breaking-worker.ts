import { parentPort, workerData } from 'node:worker_threads'

// A thread that takes no snapshot: it ends without a word, or is deaf and then tells how much it was sent.
let sent = 0
parentPort?.on('message', ({ bytes }: { bytes: Uint8Array }) => {
  if (workerData.task === 'compare') process.exit(3)
  if (sent === 0) setTimeout(tell, 300)
  sent += bytes.byteLength
})

function tell(): void {
  throw new Error(`sent ${sent} bytes`)
}
