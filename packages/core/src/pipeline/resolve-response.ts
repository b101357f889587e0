import { InputError } from '../errors/index.ts';
import type { AssumedReading, Clarification, ClarificationAnswer, ColumnRefOrTable, InterruptResponse, Resolution } from '../protocol/index.ts';
import { foldText } from '../text/index.ts';

/** Whether an answer is one to a clarification. */
export function isClarificationAnswer(response: InterruptResponse): response is InterruptResponse & ClarificationAnswer {
  return response.kind === 'choose' || response.kind === 'text' || response.kind === 'cancel';
}

/** A person's answer as the stages use it; null when they called the run off. */
export function resolveResponse(clarification: Clarification, response: ClarificationAnswer): Resolution | null {
  if (response.kind === 'cancel') return null;
  const phrase = clarification.span?.text ?? '';
  const base = { clarificationId: clarification.id, kind: clarification.kind, phrase };
  if (response.kind === 'choose') {
    const option = clarification.options.find((candidate) => candidate.id === response.optionId);
    if (!option) {
      throw new InputError('The answer names an option that was not offered.', {
        hint: `The run still waits. Offered: ${clarification.options.map((candidate) => candidate.id).join(', ')}.`,
      });
    }
    return choose(base, clarification, option);
  }
  const text = response.text.trim();
  if (text === '') {
    throw new InputError('The answer is empty.', { hint: 'The run still waits. Choose an option or write what you mean.' });
  }
  if (!clarification.allowFreeText) {
    throw new InputError('This question takes one of its options only.', { hint: 'The run still waits.' });
  }
  const wanted = foldText(text);
  const named = clarification.options.filter((option) =>
    [option.id, option.label, option.table, option.column].some((name) => name !== undefined && foldText(name) === wanted),
  );
  return named.length === 1 && named[0]
    ? choose(base, clarification, named[0])
    : { ...base, chosen: { text: text.slice(0, 500) }, rejected: [] };
}

function choose(
  base: Pick<Resolution, 'clarificationId' | 'kind' | 'phrase'>,
  clarification: Clarification,
  option: Clarification['options'][number],
): Resolution {
  const { evidence: _evidence, consequence: _consequence, ...chosen } = option;
  return {
    ...base,
    chosen,
    rejected: placesOf(clarification.options.filter((other) => other.id !== option.id), option),
  };
}

/** The tables and columns of readings other than that of the chosen one; some readings are of neither. */
export function placesOf(readings: readonly AssumedReading[], chosen: AssumedReading): ColumnRefOrTable[] {
  return readings.flatMap(({ table, column }): ColumnRefOrTable[] => {
    if (table === undefined || (table === chosen.table && column === chosen.column)) return [];
    return [column === undefined ? { table } : { table, column }];
  });
}
