import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName, ModelTasks } from '@nl2sql/core/contracts';
import { CancelledError } from '@nl2sql/core/errors';
import { classifyIntent } from './offline/classify-intent.ts';
import { generateSql, repairSql } from './offline/generate-sql.ts';
import { groundColumns } from './offline/ground-columns.ts';
import { scoreTables } from './offline/score-tables.ts';

const TASKS: { readonly [T in ModelTaskName]: (input: ModelTasks[T]['input']) => ModelTasks[T]['reply'] } = {
  'classify-intent': classifyIntent,
  'score-table-relevance': scoreTables,
  'ground-columns': groundColumns,
  'generate-sql': generateSql,
  'repair-sql': repairSql,
};

/** Four letters make about one token of English text. */
const LETTERS_PER_TOKEN = 4;

const tokensOf = (letters: number): number => Math.ceil(letters / LETTERS_PER_TOKEN);

/**
 * A language model without a language model: deterministic English grammar over the facts of each
 * task. It needs no key and no network, works on any schema, and answers `insufficient` when the
 * question is beyond it. It is a baseline: a hosted model understands more.
 *
 * It reads counts, sums, averages, groups, top-n, filters by value and range, dates, periods of time
 * (“per month”, “in Q2 2023”), negation and joins along the given joins. What it cannot honour of a
 * time makes it answer `insufficient`, never without it. `usage` is estimated as characters / 4.
 *
 * @throws CancelledError when the request's signal is aborted.
 *
 * @example
 * ```ts
 * import { offline } from '@nl2sql/adapters/language-models/offline';
 *
 * const model = offline();
 * model.id; // 'offline'
 * ```
 */
export function offline(): LanguageModel {
  return {
    id: 'offline',
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      if (request.signal?.aborted === true) throw new CancelledError();
      const value = TASKS[request.task](request.input);
      const usage = {
        inputTokens: tokensOf(request.system.length + request.prompt.length),
        outputTokens: tokensOf(JSON.stringify(value).length),
      };
      return { value, usage };
    },
  };
}
