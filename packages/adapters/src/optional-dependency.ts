import { ConfigurationError } from '@nl2sql/core/errors';

/**
 * Imports an optional peer dependency at its first use, so that an application installs only what
 * it uses.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY`, with the command that installs it.
 */
export async function importOptional<Module>(name: string, neededFor: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const code = (cause as { code?: unknown } | null)?.code;
    const absent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    throw new ConfigurationError(
      absent
        ? `${neededFor} needs the package ${name}, which is not installed: run \`npm install ${name}\`.`
        : `${neededFor} needs the package ${name}, which could not be loaded here: run \`npm install ${name}\` on this platform.`,
      { code: 'MISSING_DEPENDENCY', cause },
    );
  }
}
