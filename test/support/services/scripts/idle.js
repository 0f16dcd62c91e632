import { createServer } from 'node:http'
import { log, report } from './report.js'

process.title = `${process.argv[1]}: idle`
log('[boot] config loaded env=test')
const server = createServer((_request, response) => response.end('idle\n'))
server.listen(0, '127.0.0.1', () => report(server.address().port))
