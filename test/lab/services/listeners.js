import { EventEmitter } from 'node:events'
import { makeSession, serve, settings } from './kit.js'

// Each request listens for a change of the configuration, and forgets to stop listening (--leak=1).
const { leak, kilobytes } = settings({ leak: 1, kilobytes: 20 })
const configuration = new EventEmitter().setMaxListeners(0)
let requests = 0

serve(
  {
    '/hit': (_params, _request, response) => {
      const session = makeSession(++requests, kilobytes)
      const onChange = () => session.items.push('changed')
      configuration.on('change', onChange)
      if (leak === 0) response.once('finish', () => configuration.off('change', onChange))
    },
  },
  () => configuration.listenerCount('change') * kilobytes * 1024,
)
