import { describe, expect, it } from 'vitest';
import type { Clarification } from '../protocol/index.ts';
import { resolveResponse } from './resolve-response.ts';

const clarification: Clarification = {
  id: 'table:orders',
  kind: 'table',
  question: 'Which one?',
  span: { text: 'revenue', start: 6, end: 13 },
  options: ['orders', 'invoices'].map((table) => ({
    id: `table:${table}`,
    label: table,
    table,
    evidence: [],
    consequence: '',
  })),
  suggested: 'table:orders',
  allowFreeText: true,
};

describe('resolveResponse', () => {
  it('keeps what was chosen and what was not', () => {
    expect(resolveResponse(clarification, { kind: 'choose', optionId: 'table:invoices' })).toEqual({
      clarificationId: 'table:orders',
      kind: 'table',
      phrase: 'revenue',
      chosen: { id: 'table:invoices', label: 'invoices', table: 'invoices' },
      rejected: [{ table: 'orders' }],
    });
  });

  it('takes a text that names an option for that option', () => {
    const byText = resolveResponse(clarification, { kind: 'text', text: ' Invoices ' });
    expect(byText).toEqual(resolveResponse(clarification, { kind: 'choose', optionId: 'table:invoices' }));
  });

  it('keeps another text as it is', () => {
    expect(resolveResponse(clarification, { kind: 'text', text: 'net of tax' })).toMatchObject({
      chosen: { text: 'net of tax' },
      rejected: [],
    });
  });

  it('is null when the run is called off', () => {
    expect(resolveResponse(clarification, { kind: 'cancel' })).toBeNull();
  });

  it.each([
    [{ kind: 'choose', optionId: 'table:secrets' } as const],
    [{ kind: 'text', text: '  ' } as const],
  ])('refuses %j and says that the run still waits', (response) => {
    expect(() => resolveResponse(clarification, response)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('refuses a text where only options count', () => {
    const strict = { ...clarification, allowFreeText: false };
    expect(() => resolveResponse(strict, { kind: 'text', text: 'orders' })).toThrow(/options only/u);
  });
});
