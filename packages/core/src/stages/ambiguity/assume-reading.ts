import type { AssumedReading, Assumption, Clarification, ClarificationOption } from '../../protocol/index.ts';

/** What stands in an answer for a clarification that was not asked: the reading that was taken, and the others. */
export function assumeReading({ id, kind, options, span }: Clarification, chosen: ClarificationOption | undefined): Assumption {
  return {
    id,
    kind: kind === 'join_path' ? 'join' : kind,
    text: chosen?.consequence ?? 'The most likely reading was assumed.',
    ...(span ? { phrase: span.text } : {}),
    ...(chosen ? { chosen: asReading(chosen) } : {}),
    alternatives: options.filter((option) => option !== chosen).map(asReading),
  };
}

/** The reading to take when nobody is asked. */
export function suggestedOption({ options, suggested }: Clarification): ClarificationOption | undefined {
  return options.find((option) => option.id === suggested) ?? options[0];
}

function asReading({ evidence: _evidence, consequence: _consequence, ...reading }: ClarificationOption): AssumedReading {
  return reading;
}
