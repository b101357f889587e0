import type { Clarification } from '../../protocol/index.ts';
import type { Token } from '../../text/index.ts';
import type { StageContext } from '../stage.ts';
import { columnEvidence } from './column-evidence.ts';
import { columnLabel, readableName, spanOf } from './question-words.ts';
import { MOST_OPTIONS } from './table-question.ts';

interface Place {
  readonly table: string;
  readonly column: string;
}

/** Asks which of some columns is meant; `about` are the words of the question that name all of them. The first is suggested. */
export function columnQuestion(question: string, places: readonly Place[], about: readonly Token[], { view }: Pick<StageContext, 'view'>): Clarification {
  const span = spanOf(question, about);
  const inOne = places.every(({ table }) => table === places[0]!.table);
  const options = places.slice(0, MOST_OPTIONS).map((place) => {
    const text = `${place.table}.${place.column}`;
    return { id: `column:${text}`, label: columnLabel(place), ...place, evidence: columnEvidence(view.tables.get(place.table), place.column), consequence: `The answer uses ${text}.` };
  });
  return {
    id: options[0]!.id,
    kind: 'column',
    question: `“${span?.text ?? readableName(places[0]!.column)}” ${inOne ? 'fits several columns' : 'is held in several tables'}. Which one do you mean?`,
    span,
    options,
    suggested: options[0]!.id,
    allowFreeText: true,
  };
}
