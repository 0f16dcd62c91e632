import { timingSafeEqual } from 'node:crypto'
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext } from 'ssh2'
import { MemdiagError } from '../core/errors.ts'
import { SSH_LOGIN_MS, SSH_LOGIN_TRIES } from './limits.ts'

/** Lets a connection in, or ends it. */
export type Login = (connection: Connection) => void

/** Login for one user with one public key, with a bound on time and tries. */
export function createLogin(deps: { readonly user: string; readonly clientKey: string }): Login {
  const accepts = keyCheck(deps.clientKey)
  return (connection) => {
    const timer = setTimeout(() => connection.end(), SSH_LOGIN_MS)
    connection.once('ready', () => clearTimeout(timer))
    connection.once('close', () => clearTimeout(timer))
    let tries = 0
    connection.on('authentication', (context: AuthContext) => {
      // Clients ask with method `none` first to learn what is offered.
      if (context.method !== 'none') tries += 1
      if (tries > SSH_LOGIN_TRIES) connection.end()
      else if (context.method !== 'publickey') context.reject(['publickey'])
      else if (context.username === deps.user && accepts(context)) context.accept()
      else context.reject(['publickey'])
    })
  }
}

function keyCheck(publicKey: string): (context: PublicKeyAuthContext) => boolean {
  const key = ssh2.utils.parseKey(publicKey)
  if (key instanceof Error) {
    throw new MemdiagError('internal', 'The key of the demo cannot be read.', { cause: key })
  }
  const expected = key.getPublicSSH()
  return (context) => {
    const { data } = context.key
    if (data.length !== expected.length || !timingSafeEqual(data, expected)) return false
    // Without a signature the client only asks whether this key would do.
    if (context.signature === undefined || context.blob === undefined) return true
    // ssh2 returns an Error, which is truthy, where its types say boolean.
    const verified: unknown = key.verify(context.blob, context.signature, context.hashAlgo)
    return verified === true
  }
}
