import type { LanguageModel } from '@nl2sql/core/contracts';
import { CommandError } from './command-line.ts';

/**
 * The model that `--model` names: `offline`, or `openai:NAME`.
 *
 * @throws CommandError without a key for a server that needs one
 */
export async function chooseModel(name: string, baseUrl: string | undefined, apiKey: string | undefined): Promise<LanguageModel> {
  if (name === 'offline') {
    const { offline } = await import('@nl2sql/adapters/language-models/offline');
    return offline();
  }
  const { openai } = await import('@nl2sql/adapters/language-models/openai');
  const model = name.slice('openai:'.length);
  if (baseUrl !== undefined) return openai({ model, baseUrl });
  if (!apiKey) throw new CommandError(`--model ${name} needs a key in OPENAI_API_KEY, or a --base-url of a server that needs none.`);
  return openai({ model, apiKey });
}
