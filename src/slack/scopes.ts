import { say, type Wording } from '../core/say.ts'

/** The scopes of the bot token that the code needs; manifest.yml has the reason of each beside it. */
export const BOT_SCOPES = [
  'app_mentions:read',
  'canvases:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'reactions:read',
  'users:read',
] as const

/** What is lost without a scope that memdiag can do without. */
export const OPTIONAL_SCOPES: ReadonlyMap<string, Wording> = new Map([
  ['canvases:write', say`postmortems are files and no canvases`],
])
