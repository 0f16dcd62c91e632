import path from 'node:path'

const options = JSON.parse(process.argv[2])
const { log, makeSession, serve, settings } = await import(path.join(options.baseDir, 'kit.js'))
const { megabytes } = settings({ megabytes: 2 })
const catalogue = []
for (let id = 0; id < megabytes * 50; id += 1) catalogue.push(makeSession(id, 20))
log(`[egg] catalogue of ${megabytes} MB loaded`)
serve({ '/hit': () => ({ products: catalogue.length }) })
