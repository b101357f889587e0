import type { LanguageModel } from '@nl2sql/core/contracts';
import { CommandError } from './command-line.ts';

/**
 * The model that `--model` names: `offline`, or `openai:NAME`.
 *
 * @throws CommandError without a key for a server that needs one
 */
export async function chooseModel(name: string, baseUrl?: string): Promise<LanguageModel> {
  if (name === 'offline') {
    const { offline } = await import('@nl2sql/adapters/language-models/offline');
    return offline();
  }
  if (baseUrl === undefined && !process.env['OPENAI_API_KEY']) {
    throw new CommandError(`--model ${name} needs a key in OPENAI_API_KEY, or a --base-url of a server that needs none.`);
  }
  const { openai } = await import('@nl2sql/adapters/language-models/openai');
  return openai({ model: name.slice('openai:'.length), ...(baseUrl === undefined ? {} : { baseUrl }) });
}
