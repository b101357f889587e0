import type { explainability as english } from '../en/explainability.ts';
import type { Translated } from '../messages.ts';

export const explainability: Translated<typeof english> = {
  'explanationStep:source': 'Quelle',
  'explanationStep:join': 'Verknüpfung',
  'explanationStep:filter': 'Filter',
  'explanationStep:group': 'Gruppierung',
  'explanationStep:compute': 'Berechnung',
  'explanationStep:order': 'Sortierung',
  'explanationStep:limit': 'Begrenzung',
  'explanationStep:combine': 'Verbindung',
  'explanationStep:assumption': 'Annahme',
  explanationLabel: 'So wurde geantwortet',
  explanationNone: 'Es gibt keine Erklärung: Es wurde keine Anweisung geschrieben.',
  explanationSteps: 'Schritt für Schritt',
  explanationSource: ({ tables, columns }, format) =>
    `${format.number(tables)} ${tables === 1 ? 'Tabelle' : 'Tabellen'}, ${format.number(columns)} ${columns === 1 ? 'Spalte' : 'Spalten'}`,
  explanationColumns: 'Spalten',
  proofTitle: 'Was gelesen werden durfte',
  proofLocked: 'Eine lesende Anweisung. Jede Tabelle und Spalte darin steht auf der Liste unten; alles andere wäre abgelehnt worden.',
  proofPolicy: 'Eine lesende Anweisung über die Zeilen und Spalten, die Ihre Rechte zulassen. Jede Tabelle und Spalte darin steht auf der Liste unten; alles andere wäre abgelehnt worden.',
  proofUsed: 'verwendet',
  proofUnused: 'erlaubt, nicht verwendet',
  proofAdded: 'Vor der Ausführung ergänzt',
  proofRowLimit: ({ rows }, format) => `Höchstens ${format.number(rows)} ${rows === 1 ? 'Zeile' : 'Zeilen'}`,
  proofRowFilter: ({ table }) => `Nur die Zeilen von ${table}, die Sie lesen dürfen`,
  proofMask: ({ table, column, mask }) =>
    `${table}.${column} ${{ null: 'leer gelassen', hash: 'durch einen Fingerabdruck ersetzt', last4: 'auf die letzten 4 Zeichen gekürzt' }[mask]}`,
  proofParsers: ({ parsers }, format) => `Ebenso gelesen von ${format.list(parsers)}`,
};
