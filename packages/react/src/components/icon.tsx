import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** Outlines on a grid of 16, drawn with the colour of the text. */
const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  'chevron-down': 'm4 6 4 4 4-4',
  'chevron-end': 'm6 4 4 4-4 4',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z',
  download: 'M8 2v8m-3.5-3.5L8 10l3.5-3.5M3 13.5h10',
  clock: 'M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  info: 'M8 7.5v4M8 4.6v.8M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  lock: 'M5 7V5a3 3 0 0 1 6 0v2M3.5 7h9v6.5h-9z',
  pencil: 'M10.5 3 13 5.5 5.5 13H3v-2.5z',
  refresh: 'M13 3.5V7H9.5M12.6 7A5 5 0 1 0 13 9.5',
  send: 'M8 13V3M3.5 7.5 8 3l4.5 4.5',
  'shield-check': 'M8 1.8 13.5 4v4c0 3-2.3 5.2-5.5 6.4C4.8 13.2 2.5 11 2.5 8V4zM5.5 8l1.8 1.8L10.7 6',
  'half-circle': 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 0v12M8 5h4.8M8 8h6M8 11h4.8',
  stop: 'M4 4h8v8H4z',
  'sort-ascending': 'M8 12.5v-9M4.5 7 8 3.5 11.5 7',
  'sort-descending': 'M8 3.5v9M4.5 9 8 12.5 11.5 9',
  sortable: 'm5 6 3-3 3 3M5 10l3 3 3-3',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.2m0 1.7v.6',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word. It says nothing that the word does not. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string }): ReactNode {
  return (
    <svg className={classNames('nl2sql-icon', className)} data-icon={name} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
