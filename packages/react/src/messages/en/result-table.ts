import type { Formatters } from '../format.ts';
import { counted } from './counted.ts';

export interface Counted {
  readonly count: number;
}

const rows = ({ count }: Counted, format: Formatters): string => counted(count, 'row', format);

export const resultTable = {
  resultCaption: 'Result',
  resultNone: 'No result yet.',
  resultLoading: 'Waiting for the first rows',
  resultRows: rows,
  resultStreaming: (loaded: Counted, format: Formatters) => `${rows(loaded, format)} so far`,
  resultTruncated: ({ count, total }: Counted & { readonly total: number | null }, format: Formatters) =>
    total === null ? `First ${rows({ count }, format)}; there are more` : `First ${format.number(count)} of ${rows({ count: total }, format)}`,
  resultPartial: 'partial',
  resultTruncatedBadge: 'cut at the row limit',
  resultAsOf: ({ at }: { readonly at: string }) => `as of ${at}`,
  resultEmpty: 'The query ran and found no rows.',
  resultEmptyHint: 'A filter may be too narrow: check the values and periods under “How this was answered”.',
  resultStale: ({ rows, shown }: { readonly rows: number; readonly shown: number }) => `These rows answer version ${rows} of the SQL. The version shown is ${shown}.`,
  resultRunAgain: 'Run this version',
  resultFailed: 'The query failed.',
  resultDenied: 'This was not allowed.',
  resultCancelledConfirmed: 'Stopped. The database has stopped too.',
  resultCancelledUnconfirmed: 'Stopped here. It could not be confirmed that the database has stopped.',
  resultCancelledKept: 'The rows below had arrived before.',
  resultLoadMore: 'Load more rows',
  resultLoadingMore: 'Loading more rows',
  resultCopyAll: (loaded: Counted, format: Formatters) => `Copy ${rows(loaded, format)}`,
  resultDownload: 'Download CSV',
  resultFileName: ({ count, complete }: Counted & { readonly complete: boolean }) => (complete ? `result, ${count} rows` : `result, first ${count} rows`),
  resultSort: ({ column }: { readonly column: string }) => `Sort by ${column}`,
  resultSortScope: (loaded: Counted, format: Formatters) => `Sorts the ${rows(loaded, format)} that are loaded, not those that are not.`,
  resultSorted: ({ column, direction, count, complete }: Counted & { readonly column: string; readonly direction: 'ascending' | 'descending'; readonly complete: boolean }, format: Formatters) =>
    `Sorted by ${column}, ${direction}${complete ? '' : `, among the ${rows({ count }, format)} loaded`}`,
  resultRowNumber: 'Row',
  resultOpenRow: ({ row }: { readonly row: string }) => `Row ${row}: show all values`,
  resultRow: ({ row }: { readonly row: string }) => `Row ${row}`,
  resultCopyRow: 'Copy row',
  resultCopyCell: ({ column }: { readonly column: string }) => `Copy ${column}`,
  resultPreviousRow: 'Previous row',
  resultNextRow: 'Next row',
  resultMasked: 'masked',
  resultHidden: 'hidden',
  resultInZone: ({ timeZone }: { readonly timeZone: string }) => `Shown in ${timeZone}`,
  resultWithoutZone: 'Without a time zone, as stored',
  resultKeys: 'Arrow keys go from row to row, Enter shows all values of one.',
  cellNull: 'null',
  cellEmpty: '""',
  cellTrue: 'true',
  cellFalse: 'false',
  cellBytes: ({ count }: Counted, format: Formatters) => counted(count, 'byte', format),
};
