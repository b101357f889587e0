import { textTable } from '../text-table.ts';
import type { TableSummary } from './measure-table.ts';

/** The figures of a table as a table. */
export function tableReport({ rows, events, mountMs, scroll, stream }: TableSummary): string {
  return textTable(
    ['measure', 'value'],
    [
      [`mount ${rows} rows, fastest / median / slowest, ms`, `${mountMs.fastest} / ${mountMs.median} / ${mountMs.slowest}`],
      ['frames per second while scrolling', String(scroll.framesPerSecond)],
      ['slowest frame while scrolling, ms', String(scroll.slowestFrameMs)],
      ['frames without rows while scrolling', String(scroll.emptyFrames)],
      [`time for ${events} events of one row, ms`, String(stream.milliseconds)],
      ['frames while they stream in', String(stream.frames)],
      ['draws while they stream in', String(stream.draws)],
      ['most draws in a frame', String(stream.mostDrawsInAFrame)],
    ],
  );
}
