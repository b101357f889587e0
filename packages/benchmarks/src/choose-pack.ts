import type { LanguageModel } from '@nl2sql/core/contracts';
import { chooseModel } from './choose-model.ts';
import { CommandError, positiveNumber } from './command-line.ts';
import { readPack, type Pack } from './read-pack.ts';

/** The options of a command that asks the questions of a pack, for `parseArgs`. */
export const PACK_OPTIONS = {
  pack: { type: 'string' },
  limit: { type: 'string' },
  databases: { type: 'string' },
  model: { type: 'string', default: 'offline' },
} as const;

export const PACK_HELP = `\
  --pack DIR         holds questions.jsonl and databases/<db>.sqlite
  --limit N          only the first N questions of the file
  --databases a,b    only questions about these databases
  --model NAME       offline (default), or openai:NAME with OPENAI_API_KEY`;

interface PackValues {
  readonly pack?: string | undefined;
  readonly limit?: string | undefined;
  readonly databases?: string | undefined;
  readonly model: string;
}

/**
 * The pack and the model that the options name.
 *
 * @throws CommandError when an option cannot be used
 */
export async function choosePack(values: PackValues): Promise<{ readonly pack: Pack; readonly model: LanguageModel }> {
  if (values.pack === undefined) throw new CommandError('--pack DIR is missing; --help lists the options.');
  const limit = positiveNumber('limit', values.limit);
  const databases = values.databases?.split(',').filter((name) => name !== '');
  const pack = readPack(values.pack, { ...(limit === undefined ? {} : { limit }), ...(databases === undefined ? {} : { databases }) });
  return { pack, model: await chooseModel(values.model) };
}
