import type { ClarificationOption } from '@nl2sql/core/protocol';
import { describe, expect, it } from 'vitest';
import { holdReadings } from './held-readings.ts';

const option = (table: string, column?: string): ClarificationOption => ({
  id: `${table}.${column}`,
  label: table,
  table,
  ...(column === undefined ? {} : { column }),
  evidence: [],
  consequence: '',
});

describe('holdReadings', () => {
  const twoTables = ['SELECT sum(fee) FROM visits v JOIN guests g ON v.guest = g.id', 'SELECT fees FROM visit_totals JOIN guests USING (guest)'];

  it('needs an option for a table of each reading that the others do without', () => {
    expect(holdReadings([option('visits'), option('Visit_Totals')], twoTables)).toBe(true);
    expect(holdReadings([option('visits'), option('guests')], twoTables)).toBe(false);
  });

  it('takes any table for a reading that has none of its own', () => {
    const nested = ['SELECT max(fee) FROM visits', 'SELECT max_fee FROM visit_totals WHERE fee > (SELECT min(fee) FROM visits)'];
    expect(holdReadings([option('visits'), option('visit_totals')], nested)).toBe(true);
    expect(holdReadings([option('visit_totals'), option('guests')], nested)).toBe(false);
  });

  it('compares columns when all readings read the same tables', () => {
    const columns = ['SELECT booked_on FROM visits', 'SELECT paid_on FROM visits'];
    expect(holdReadings([option('visits', 'booked_on'), option('visits', 'paid_on')], columns)).toBe(true);
    expect(holdReadings([option('visits', 'booked_on'), option('visits', 'left_on')], columns)).toBe(false);
  });

  it('cannot tell with fewer than two readings', () => {
    expect(holdReadings([option('visits')], ['SELECT 1 FROM visits'])).toBeNull();
  });
});
