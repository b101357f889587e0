import type { resultTable as english } from '../en/result-table.ts';
import type { Formatters } from '../format.ts';
import type { Translated } from '../messages.ts';

const rows = ({ count }: { readonly count: number }, format: Formatters): string => `${format.number(count)} ${count === 1 ? 'Zeile' : 'Zeilen'}`;

export const resultTable: Translated<typeof english> = {
  resultCaption: 'Ergebnis',
  resultNone: 'Noch kein Ergebnis.',
  resultLoading: 'Die ersten Zeilen werden erwartet',
  resultRows: rows,
  resultStreaming: (counted, format) => `Bisher ${rows(counted, format)}`,
  resultTruncated: ({ count, total }, format) =>
    total === null ? `Die ersten ${rows({ count }, format)}; es gibt mehr` : `Die ersten ${format.number(count)} von ${rows({ count: total }, format)}`,
  resultPartial: 'unvollständig',
  resultTruncatedBadge: 'an der Zeilengrenze abgeschnitten',
  resultAsOf: ({ at }) => `Stand ${at}`,
  resultEmpty: 'Die Abfrage lief und fand keine Zeilen.',
  resultEmptyHint: 'Vielleicht ist ein Filter zu eng: Werte und Zeiträume stehen unter „So wurde geantwortet“.',
  resultStale: ({ rows, shown }) => `Diese Zeilen gehören zu Version ${rows} der SQL. Gezeigt wird Version ${shown}.`,
  resultRunAgain: 'Diese Version ausführen',
  resultFailed: 'Die Abfrage ist gescheitert.',
  resultDenied: 'Das war nicht erlaubt.',
  resultCancelledConfirmed: 'Angehalten. Auch die Datenbank hat angehalten.',
  resultCancelledUnconfirmed: 'Hier angehalten. Ob die Datenbank angehalten hat, ließ sich nicht bestätigen.',
  resultCancelledKept: 'Die Zeilen unten waren vorher angekommen.',
  resultLoadMore: 'Weitere Zeilen laden',
  resultLoadingMore: 'Weitere Zeilen werden geladen',
  resultCopyAll: (counted, format) => `${rows(counted, format)} kopieren`,
  resultDownload: 'CSV herunterladen',
  resultFileName: ({ count, complete }) => (complete ? `Ergebnis, ${count} Zeilen` : `Ergebnis, die ersten ${count} Zeilen`),
  resultSort: ({ column }) => `Nach ${column} sortieren`,
  resultSortScope: (counted, format) => `Sortiert die ${rows(counted, format)}, die geladen sind, nicht die übrigen.`,
  resultSorted: ({ column, direction, count, complete }, format) =>
    `Sortiert nach ${column}, ${direction === 'ascending' ? 'aufsteigend' : 'absteigend'}${complete ? '' : `, unter den geladenen ${rows({ count }, format)}`}`,
  resultRowNumber: 'Zeile',
  resultOpenRow: ({ row }) => `Zeile ${row}: alle Werte zeigen`,
  resultRow: ({ row }) => `Zeile ${row}`,
  resultCopyRow: 'Zeile kopieren',
  resultCopyCell: ({ column }) => `${column} kopieren`,
  resultPreviousRow: 'Vorige Zeile',
  resultNextRow: 'Nächste Zeile',
  resultMasked: 'maskiert',
  resultHidden: 'verborgen',
  resultInZone: ({ timeZone }) => `Gezeigt in ${timeZone}`,
  resultWithoutZone: 'Ohne Zeitzone, wie gespeichert',
  resultKeys: 'Die Pfeiltasten gehen von Zeile zu Zeile, die Eingabetaste zeigt alle Werte einer Zeile.',
  cellNull: 'null',
  cellEmpty: '""',
  cellTrue: 'wahr',
  cellFalse: 'falsch',
  cellBytes: ({ count }, format) => `${format.number(count)} ${count === 1 ? 'Byte' : 'Bytes'}`,
};
