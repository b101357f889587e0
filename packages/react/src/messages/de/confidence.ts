import type { confidence as english } from '../en/confidence.ts';
import type { Translated } from '../messages.ts';

export const confidence: Translated<typeof english> = {
  'confidenceFactor:tableRelevance': 'Tabellen passen zur Frage',
  'confidenceFactor:ambiguity': 'Die Frage ist eindeutig',
  'confidenceFactor:validation': 'SQL hat die Prüfungen bestanden',
  'confidenceFactor:columnMatch': 'Spalten passen zur Frage',
  'confidenceFactor:joinEvidence': 'Verknüpfungen sind durch Schlüssel belegt',
  'confidenceFactor:termCoverage': 'Jedes Wort ist berücksichtigt',
  'confidenceFactor:valueMatch': 'Werte kommen in den Daten vor',
  'confidenceFactor:resultVerification': 'Das Ergebnis wirkt plausibel',
  'confidenceFactor:complexity': 'Die Abfrage ist einfach',
  'confidence:green': 'Hohe Sicherheit',
  'confidence:yellow': 'Mittlere Sicherheit',
  'confidence:red': 'Geringe Sicherheit',
  confidenceNone: 'Sicherheit nicht bewertet',
  confidenceWhy: 'Was dafür spricht und was dagegen',
  confidenceNotCalibrated: 'Der Wert ordnet Antworten. Er ist keine gemessene Wahrscheinlichkeit.',
  'provenance:verified': 'Entspricht einer geprüften Abfrage',
  'provenance:similar': 'Ähnelt einer geprüften Abfrage',
  'provenance:generated': 'Für diese Frage geschrieben',
};
