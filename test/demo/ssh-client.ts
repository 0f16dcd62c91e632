import { once } from 'node:events'
import ssh2, { type Client, type ClientChannel } from 'ssh2'

export type Login = {
  readonly port: number
  readonly username: string
  readonly privateKey: string
}

/** A connected client; rejects with ssh2's own error when it is not let in. */
export async function connectClient(login: Login): Promise<Client> {
  const client = new ssh2.Client()
  const ready = once(client, 'ready')
  // The server's end may come as a reset after the first error; what a test expects, it asks for itself.
  client.on('error', () => undefined)
  client.connect({ host: '127.0.0.1', ...login })
  await ready
  client.setNoDelay(true)
  return client
}

export async function openExec(client: Client, command: string): Promise<ClientChannel> {
  return await new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)))
  })
}

/** Runs a command to its end; `input` goes to its stdin. */
export async function exec(
  client: Client,
  command: string,
  input = '',
): Promise<{ stdout: string; stderr: string; code: number | null; signal: string | undefined }> {
  const channel = await openExec(client, command)
  let stdout = ''
  let stderr = ''
  let code: number | null = null
  let signal: string | undefined
  channel.on('data', (data: Buffer) => (stdout += data.toString()))
  channel.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  channel.on('exit', (exitCode: number | null, name?: string) => {
    code = exitCode
    signal = name
  })
  channel.end(input)
  await once(channel, 'close')
  return { stdout, stderr, code, signal }
}

/** What came back over a forwarded channel until its end. */
export async function forward(
  client: Client,
  destination: { host: string; port: number },
  request: string,
): Promise<string> {
  const { host, port } = destination
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, opened) =>
      error ? reject(error) : resolve(opened),
    )
  })
  let answer = ''
  channel.on('data', (data: Buffer) => (answer += data.toString()))
  const ended = once(channel, 'end')
  channel.write(request)
  await ended
  channel.end()
  return answer
}
