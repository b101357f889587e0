import type { LanguageModel } from '@nl2sql/core/contracts';
import { CommandError } from './command-line.ts';

/**
 * The model that `--model` names: `offline`, or `openai:NAME` with the key in `OPENAI_API_KEY`.
 *
 * @throws CommandError for another name, or without a key
 */
export async function chooseModel(name: string): Promise<LanguageModel> {
  if (name === 'offline') {
    const { offline } = await import('@nl2sql/adapters/language-models/offline');
    return offline();
  }
  const model = /^openai:(.+)$/u.exec(name)?.[1];
  if (model === undefined) throw new CommandError(`--model ${name} is not known: give offline or openai:NAME.`);
  const apiKey = process.env['OPENAI_API_KEY'];
  if (apiKey === undefined || apiKey === '') throw new CommandError(`--model ${name} needs a key in OPENAI_API_KEY.`);
  const { openai } = await import('@nl2sql/adapters/language-models/openai');
  return openai({ model, apiKey });
}
