import type { ModelReply, ModelRequest, ModelTaskName, ModelTasks } from '../contracts/index.ts';
import { ModelError } from '../errors/index.ts';
import type { Prompt } from '../prompts/prompt.ts';
import type { StageContext } from './stage.ts';

const TRIES = 2;

/** A task, how to word it with what was wrong with the last answer, and what makes an answer unusable. */
export interface Question<T extends ModelTaskName> {
  readonly task: T;
  readonly input: ModelTasks[T]['input'];
  readonly prompt: (problem: string | null) => Prompt<T>;
  /** What is wrong with an answer, in words for the model; null when it can be used. */
  readonly findProblem: (reply: ModelTasks[T]['reply']) => string | null;
  /** What the model did not do, in words for the user. */
  readonly failure: string;
}

/**
 * Asks the model, and once more with the problem named when its answer cannot be used.
 *
 * @throws ModelError `MODEL_INVALID_REPLY` when the second answer cannot be used either.
 */
export async function askUntilUsable<T extends ModelTaskName>(
  { task, input, prompt, findProblem, failure }: Question<T>,
  context: StageContext,
): Promise<ModelTasks[T]['reply']> {
  let problem: string | null = null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const request: ModelRequest<T> = { task, ...prompt(problem), input, signal: context.signal };
    const { value }: ModelReply<T> = await context.model.generate(request);
    problem = findProblem(value);
    if (problem === null) return value;
  }
  throw new ModelError('MODEL_INVALID_REPLY', `${failure}: ${problem}`, {
    stage: task,
    hint: 'Nothing was run. Ask again, or use a stronger model.',
  });
}
