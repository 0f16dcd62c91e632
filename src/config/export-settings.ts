import type { ExportSettings } from '../core/export-settings.ts'
import type { Environment } from './environment.ts'
import type { ServicesConfig } from './read-services.ts'

/** Where reports go by themselves: services.yml, and over it the environment, which may hold what is secret. */
export function exportSettings(
  env: Environment,
  file: ServicesConfig['exportTo'] | undefined,
  resolve: (text: string) => string,
): ExportSettings {
  const { MEMDIAG_EXPORT_FOLDER: folder, MEMDIAG_EXPORT_WEBHOOK: webhook } = env
  return {
    ...file,
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
    ...(webhook === undefined ? {} : { webhook }),
    formats: env.MEMDIAG_EXPORT_FORMATS ?? file?.formats ?? ['markdown'],
  }
}
