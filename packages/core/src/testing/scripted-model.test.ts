import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ClassifyIntentReply, ModelRequest } from '../contracts/index.ts';
import { ModelError } from '../errors/index.ts';
import { scriptedModel } from './index.ts';

const schema: z.ZodType<ClassifyIntentReply> = z.object({
  intent: z.enum(['read', 'insert', 'update', 'delete', 'ddl', 'unanswerable', 'off_topic']),
  standaloneQuestion: z.string(),
  reason: z.string(),
});

const reply: ClassifyIntentReply = { intent: 'read', standaloneQuestion: 'How many customers?', reason: 'It asks for a count.' };

const request = (question: string, signal?: AbortSignal): ModelRequest<'classify-intent'> => ({
  task: 'classify-intent',
  system: 'Classify.',
  prompt: question,
  schema,
  input: { question, history: [], today: '2026-01-31' },
  ...(signal === undefined ? {} : { signal }),
});

describe('scriptedModel', () => {
  it('gives one reply for every call and records the requests', async () => {
    const model = scriptedModel({ 'classify-intent': reply }, { usage: { inputTokens: 3, outputTokens: 1 } });
    expect(await model.generate(request('first'))).toEqual({ value: reply, usage: { inputTokens: 3, outputTokens: 1 } });
    expect(await model.generate(request('second'))).toMatchObject({ value: reply });
    expect(model.requests.map((one) => one.prompt)).toEqual(['first', 'second']);
    expect(model.id).toBe('scripted');
  });

  it('takes the replies of a list in turn, a task at a time, and says when they are used up', async () => {
    const failure = new ModelError('MODEL_RATE_LIMITED', 'Too many requests.');
    const model = scriptedModel({
      'classify-intent': [reply, failure, { ...reply, intent: 'delete' }],
      'generate-sql': { kind: 'insufficient', reason: 'No such table.', missing: ['budget'] },
    });
    expect((await model.generate(request('a'))).value.intent).toBe('read');
    await expect(model.generate(request('b'))).rejects.toBe(failure);
    expect((await model.generate(request('c'))).value.intent).toBe('delete');
    await expect(model.generate(request('d'))).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: 'The scripted model was asked 4 times for classify-intent, and 3 replies are scripted.',
    });
    expect(model.requests).toHaveLength(4);
  });

  it('asks a function, which may answer later or give an error', async () => {
    const failure = new ModelError('MODEL_TIMEOUT', 'Too slow.');
    const model = scriptedModel({
      'classify-intent': async ({ input }) => (input.question === '' ? failure : { ...reply, standaloneQuestion: input.question }),
    });
    expect((await model.generate(request('By region?'))).value.standaloneQuestion).toBe('By region?');
    await expect(model.generate(request(''))).rejects.toBe(failure);
  });

  it('says which task has no reply', async () => {
    await expect(scriptedModel({}).generate(request('a'))).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: 'The scripted model has no reply for the task classify-intent.',
    });
  });

  it('refuses a reply that does not match the schema, unless told not to', async () => {
    const wrong = { ...reply, intent: 'guess' } as unknown as ClassifyIntentReply;
    await expect(scriptedModel({ 'classify-intent': wrong }).generate(request('a'))).rejects.toMatchObject({
      code: 'MODEL_INVALID_REPLY',
      message: expect.stringContaining('intent'),
    });
    const lenient = scriptedModel({ 'classify-intent': wrong }, { validate: false });
    expect((await lenient.generate(request('a'))).value).toBe(wrong);
  });

  it('stops when the signal is aborted, before and during the answer', async () => {
    const model = scriptedModel({ 'classify-intent': () => new Promise<ClassifyIntentReply>(() => {}) });
    await expect(model.generate(request('a', AbortSignal.abort()))).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(model.requests).toEqual([]);

    const stop = new AbortController();
    const pending = model.generate(request('b', stop.signal));
    stop.abort();
    await expect(pending).rejects.toMatchObject({ code: 'CANCELLED' });

    const late = new AbortController();
    const aborting = scriptedModel({
      'classify-intent': () => {
        late.abort();
        return reply;
      },
    });
    await expect(aborting.generate(request('c', late.signal))).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
