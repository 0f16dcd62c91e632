// egg's agent: one process that does what must be done once, such as watching files.
process.on('disconnect', () => process.exit(0))
setInterval(() => undefined, 60_000)
