import { ConfigurationError } from '@nl2sql/core/errors';

/**
 * An option of a factory that has to be a whole number of at least so much.
 *
 * @throws ConfigurationError
 */
export function wholeNumber(factory: string, option: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) throw new ConfigurationError(`${factory}({ ${option} }) must be a whole number of at least ${least}.`);
  return value;
}
