import type { OpenAI } from 'openai';
import { importOptional } from '../optional-dependency.ts';
import type { RemoteModelSettings } from '../remote/settings.ts';

/** Makes the official client; `neededFor` is for the error when the optional package `openai` is missing. */
export async function connectOpenAi({ apiKey, baseUrl, headers }: RemoteModelSettings, neededFor: string): Promise<OpenAI> {
  const { OpenAI } = await importOptional('openai', neededFor, () => import('openai'));
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    // The organisation in the environment is OpenAI's, and no matter of another server.
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl, organization: null, project: null }),
    defaultHeaders: { ...headers },
  });
}
