import { record } from '../remote/record.ts';

const SECRET_NAME = /(?:key|token|secret|password)$/i;

/**
 * The secrets that a LangChain object was made with, known only to keep them out of errors: what it
 * declares in `lc_secrets`, with the environment variables named there, and fields that are called so.
 */
export function secretsOf(object: object): string[] {
  const fields = record(object) ?? {};
  const declared = Object.entries(record(fields['lc_secrets']) ?? {});
  const found = [
    ...declared.map(([field]) => fields[field]),
    ...declared.map(([, variable]) => (typeof variable === 'string' ? process.env[variable] : undefined)),
    ...Object.entries(fields).flatMap(([field, value]) => (SECRET_NAME.test(field) ? [value] : [])),
  ];
  return found.filter((value) => typeof value === 'string');
}
