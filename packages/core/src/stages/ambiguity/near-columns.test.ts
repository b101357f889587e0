import { describe, expect, it } from 'vitest';
import type { FakeDatabaseOptions } from '../../../test/support/fake-database.ts';
import { stageContext, table } from '../../../test/support/stage-context.ts';
import { detectAmbiguity, type DetectAmbiguityOutput } from '../detect-ambiguity.ts';

const parcels = table('parcels', ['parcel_id INTEGER', 'sender TEXT', 'net_weight REAL', 'gross_weight REAL', 'packed_on DATE', 'weighed_on DATE']);

async function detect(question: string, tables = [parcels], values: FakeDatabaseOptions['values'] = {}): Promise<DetectAmbiguityOutput> {
  const ranking = tables.map(({ name }) => ({ table: name, relevance: 0.9, required: true, reason: '' }));
  return detectAmbiguity({ question, ranking, selected: tables.map(({ name }) => name), resolutions: [] }, await stageContext({ tables, values }));
}

describe('a word that several columns of a table share', () => {
  it('is asked about', async () => {
    expect(await detect('What is the total weight per sender?')).toMatchObject({
      clarification: {
        kind: 'column',
        question: '“weight” fits several columns. Which one do you mean?',
        span: { text: 'weight' },
        options: [
          { label: 'net weight (parcels)', table: 'parcels', column: 'net_weight', consequence: 'The answer uses parcels.net_weight.' },
          { label: 'gross weight (parcels)', table: 'parcels', column: 'gross_weight' },
        ],
        suggested: 'column:parcels.net_weight',
      },
    });
  });

  it('is asked about with what each column holds, and not with its name again', async () => {
    const [sender, ...columns] = parcels.columns;
    const described = { ...parcels, rowEstimate: 4, columns: [sender!, ...columns.map((column) => (column.name === 'net_weight' ? { ...column, comment: 'Without the wrapping' } : column))] };
    const output = await detect('What is the total weight per sender?', [described], { parcels: { net_weight: ['1.2', '3', '4.5', '7'] } });
    expect(output.kind === 'ambiguous' && output.clarification.options.map(({ evidence }) => evidence)).toEqual([['Without the wrapping', 'Such as “1.2”, “3”, “4.5”'], []]);
  });

  it('leaves those to choose from that another word names as well', async () => {
    const measured = table('parcels', ['parcel_id INTEGER', 'net_weight_first REAL', 'net_weight_last REAL', 'tare_weight REAL']);
    const output = await detect('What is the total net weight?', [measured]);
    expect(output.kind === 'ambiguous' && output.clarification.options.map(({ column }) => column)).toEqual(['net_weight_first', 'net_weight_last']);
  });

  it.each([
    ['another word names one of them in full', 'What is the total gross weight?', [parcels]],
    ['a form of a word does', 'What is the total amount of the settlements?', [table('policies', ['amount_claimed REAL', 'amount_settled REAL'])]],
    ['one is called by it alone', 'What is the total weight?', [table('parcels', ['weight REAL', 'weight_limit REAL'])]],
    ['a column of another selected table is', 'What is the total weight?', [parcels, table('trucks', ['plate TEXT', 'weight REAL'])]],
    ['it is what the table is called', 'How many weights are there?', [table('weights', ['net_weight REAL', 'gross_weight REAL'])]],
    ['the columns are keys', 'List each sender', [table('parcels', ['first_sender_id INTEGER', 'last_sender_id INTEGER'])]],
    ['they are figures worked out of one thing', 'What is the largest weight?', [table('depots', ['total_weight REAL', 'max_weight REAL'])]],
  ])('is clear when %s', async (_, question, tables) => {
    expect((await detect(question, tables)).kind).toBe('clear');
  });
});
