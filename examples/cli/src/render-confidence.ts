import type { Confidence, ConfidenceFactorName, ConfidenceLevel } from '@nl2sql/core/protocol';
import type { Terminal, Tone } from './terminal.ts';
import { bar, hang, pad, widthOf } from './text-layout.ts';

const LEVEL_TONES: Readonly<Record<ConfidenceLevel, Tone>> = { green: 'green', yellow: 'yellow', red: 'red' };

const LABELS: Readonly<Record<ConfidenceFactorName, string>> = {
  tableRelevance: 'table relevance',
  ambiguity: 'ambiguity',
  validation: 'validation',
  columnMatch: 'column match',
  joinEvidence: 'join evidence',
  termCoverage: 'term coverage',
  valueMatch: 'value match',
  resultVerification: 'result check',
  complexity: 'complexity',
};

/** The score in its level's colour, then each factor with its bar, its weight and its reason. */
export function renderConfidence(confidence: Confidence, terminal: Terminal): readonly string[] {
  const tone = LEVEL_TONES[confidence.level];
  const head = `${terminal.paint('bold', 'Confidence')}  ${terminal.paint([tone, 'bold'], `${confidence.score.toFixed(2)} ${confidence.level}`)}  ${terminal.paint(tone, bar(confidence.score, 20))}`;
  const labelWidth = Math.max(0, ...confidence.factors.map(({ name }) => widthOf(label(name))));
  const factors = confidence.factors.flatMap(({ name, value, weight, reason }) => {
    const figures = `${value.toFixed(2)} × ${weight.toFixed(2)}`;
    const lead = `  ${pad(label(name), labelWidth)}  ${bar(value)}  ${terminal.paint('dim', figures)}  `;
    return hang(lead, reason, terminal.columns);
  });
  return [head, ...factors];
}

function label(name: ConfidenceFactorName): string {
  return LABELS[name] ?? name;
}
