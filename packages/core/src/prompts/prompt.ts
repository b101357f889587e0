import type * as z from 'zod';
import type { ModelTaskName, ModelTasks } from '../contracts/index.ts';

/** What a prompting stage sends for one task. The stable part is the system text, so that it caches. */
export interface Prompt<T extends ModelTaskName> {
  readonly system: string;
  readonly prompt: string;
  readonly schema: z.ZodType<ModelTasks[T]['reply']>;
}
