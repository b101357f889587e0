import type { ClassifyIntentInput, ClassifyIntentReply } from '../contracts/index.ts';
import { classifyIntentPrompt } from '../prompts/classify-intent.ts';
import type { Assumption } from '../protocol/index.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Stage } from './stage.ts';

export interface ClassifyIntentStageInput {
  readonly question: string;
  /** Earlier turns of the thread, oldest first. */
  readonly history: ClassifyIntentInput['history'];
}

export interface ClassifyIntentOutput {
  readonly intent: ClassifyIntentReply['intent'];
  /** The question as the later stages get it. */
  readonly question: string;
  readonly reason: string;
  readonly assumptions: readonly Assumption[];
}

/** Tells reading from writing and from everything else, and makes a follow-up stand alone. */
export const classifyIntent: Stage<ClassifyIntentStageInput, ClassifyIntentOutput> = async (input, context) => {
  const task: ClassifyIntentInput = { question: input.question, history: input.history, today: context.today };
  const { value } = await context.model.generate({
    task: 'classify-intent',
    ...classifyIntentPrompt(task),
    input: task,
    signal: context.signal,
  });
  const { questionLength } = context.settings.limits;
  const standalone = value.standaloneQuestion.length <= questionLength ? cleanText(value.standaloneQuestion).trim() : '';
  // Only a thread can justify other words than the user's own.
  const rewritten = input.history.length > 0 && standalone !== '' && standalone !== input.question;
  return {
    intent: value.intent,
    question: rewritten ? standalone : input.question,
    reason: value.reason,
    assumptions: rewritten
      ? [{ id: 'follow_up', kind: 'follow_up', text: `Read as: “${standalone}”`, phrase: input.question }]
      : [],
  };
};
