import type { stageProgress as english } from '../en/stage-progress.ts';
import type { Formatters } from '../format.ts';
import type { Translated } from '../messages.ts';

const counted = (steps: number, format: Formatters): string => `${format.number(steps)} ${steps === 1 ? 'Schritt' : 'Schritte'}`;

export const stageProgress: Translated<typeof english> = {
  'stage:classify-intent': 'Frage wird gelesen',
  'stage:retrieve-table-candidates': 'Tabellen werden gesucht',
  'stage:score-table-relevance': 'Tabellen werden ausgewählt',
  'stage:detect-ambiguity': 'Andere Lesarten werden geprüft',
  'stage:ground-columns': 'Spalten und Werte werden zugeordnet',
  'stage:generate-sql': 'SQL wird geschrieben',
  'stage:validate-sql': 'SQL wird geprüft',
  'stage:repair-sql': 'SQL wird ausgebessert',
  'stage:analyze-impact': 'Auswirkung wird geschätzt',
  'stage:request-approval': 'Freigabe wird abgewartet',
  'stage:execute-query': 'Abfrage läuft',
  'stage:verify-result': 'Ergebnis wird geprüft',
  'stage:explain-sql': 'Abfrage wird erklärt',
  'stage:score-confidence': 'Sicherheit wird bewertet',
  'stage:suggest-charts': 'Diagramm wird gewählt',
  progressSteps: 'Schritte',
  progressStarting: 'Beginn',
  progressRunning: ({ stage, elapsed }) => (elapsed === null ? stage : `${stage} (${elapsed})`),
  progressDone: ({ elapsed, steps }, format) => `Fertig in ${elapsed} · ${counted(steps, format)}`,
  progressWaiting: ({ elapsed, steps }, format) => `Wartet auf Sie nach ${elapsed} · ${counted(steps, format)}`,
  progressStopped: ({ elapsed, steps }, format) => `Angehalten nach ${elapsed} · ${counted(steps, format)}`,
  progressRefused: ({ elapsed, steps }, format) => `Nicht beantwortet, entschieden in ${elapsed} · ${counted(steps, format)}`,
  progressFailed: ({ stage, elapsed }) => (stage === null ? `Gescheitert nach ${elapsed}` : `Gescheitert nach ${elapsed} bei „${stage}“`),
  stepDone: 'erledigt',
  stepRunning: 'läuft',
  stepStopped: 'nicht beendet',
};
