/** Runs a job at every multiple of some seconds on the clock, as cron does: in all workers at once. */
export function scheduleJob(everySeconds, job) {
  const periodMs = everySeconds * 1000
  const untilNextMs = periodMs - (Date.now() % periodMs)
  setTimeout(() => {
    job()
    scheduleJob(everySeconds, job)
  }, untilNextMs)
}
