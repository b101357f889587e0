import type { LanguageModel } from '@nl2sql/core/contracts';
import { languageModelCases, remoteModelCases, type LanguageModelHarness, type ProviderBehaviour, type RemoteModelHarness, type RemoteModelLimits } from '@nl2sql/core/testing';
import { describe, onTestFinished, test } from 'vitest';
import { breakOff, drop, hang, stall, type Answer, type ReceivedRequest, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';

/** The usual way to say how long to wait. */
export const retryAfterHeader = (seconds: number | null): Record<string, string> => (seconds === null ? {} : { 'retry-after': String(seconds) });

type Spoken = Exclude<ProviderBehaviour['kind'], 'hang' | 'stall' | 'disconnect' | 'break-off' | 'text' | 'cut-off' | 'rate-limited'>;

/** How a provider says things, in its own wire format. Its error messages hold the key that it was sent. */
export interface ProviderUnderTest {
  readonly key: string;
  serve(answers: readonly Answer[]): Promise<ScriptedServer>;
  create(url: string, limits: RemoteModelLimits): LanguageModel;
  authorised(request: ReceivedRequest): boolean;
  /** `cutOff`: the model may write no more tokens. */
  writes(text: string, cutOff: boolean): Answer;
  /** `retryAfter`: seconds to wait, in the way of the provider. */
  rateLimited(retryAfter: number | null): Answer;
  /** Null where the provider has no words for it. */
  readonly answers: { readonly [Kind in Spoken]: Answer | null };
}

const SILENT = { hang, stall, disconnect: drop, 'break-off': breakOff } as const;

const unspoken: Answer = () => {
  throw new Error('The provider has no words for this.');
};

function answerOf(behaviour: ProviderBehaviour, provider: ProviderUnderTest): Answer {
  switch (behaviour.kind) {
    case 'text':
    case 'cut-off':
      return provider.writes(behaviour.text, behaviour.kind === 'cut-off');
    case 'rate-limited':
      return provider.rateLimited(behaviour.retryAfterSeconds);
    case 'hang':
    case 'stall':
    case 'disconnect':
    case 'break-off':
      return SILENT[behaviour.kind];
    default:
      return provider.answers[behaviour.kind] ?? unspoken;
  }
}

/** Runs the cases of every model, and those of a model behind a server. */
export function describeRemoteModel(name: string, provider: ProviderUnderTest): void {
  async function serve(...answers: readonly Answer[]): Promise<ScriptedServer> {
    const server = await provider.serve(answers);
    onTestFinished(() => server[Symbol.asyncDispose]());
    return server;
  }

  const harness: RemoteModelHarness = {
    never: (Object.keys(provider.answers) as Spoken[]).filter((kind) => provider.answers[kind] === null),
    async create(behaviours, limits) {
      const server = await serve(...behaviours.map((behaviour) => answerOf(behaviour, provider)));
      return {
        model: provider.create(server.url, limits),
        secret: provider.key,
        get requests() {
          return server.requests.map((request) => ({ url: request.path, body: request.text, authorised: provider.authorised(request) }));
        },
        arrival: server.arrival,
        departure: server.departure,
      };
    },
  };

  describe(`${name}, as every language model`, () => {
    const create: LanguageModelHarness['create'] = async (reply) => {
      const server = await serve((response, request) => provider.writes(JSON.stringify(reply(request.text)), false)(response, request));
      return provider.create(server.url, { timeoutMs: 10_000, maxRetries: 0, retryDelayMs: 1 });
    };
    for (const { name: promise, run } of languageModelCases) test(promise, () => run({ create }));
  });

  describe(`${name}, as every model behind a server`, () => {
    for (const { name: promise, run } of remoteModelCases) test(promise, () => run(harness));
  });
}
