import { describe, expect, it } from 'vitest';
import { recordedIn } from './business-metrics.ts';

describe('recordedIn', () => {
  it('leads from a figure to what is recorded, also by its synonyms', () => {
    expect(recordedIn('revenue')).toContain('invoice');
    expect(recordedIn('turnover')).toEqual(recordedIn('revenue'));
  });

  it('does not lead back', () => {
    expect(recordedIn('invoice')).toEqual([]);
    expect(recordedIn('constructor')).toEqual([]);
  });
});
