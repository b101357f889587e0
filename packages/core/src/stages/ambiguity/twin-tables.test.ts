import { describe, expect, it } from 'vitest';
import { stageContext, table } from '../../../test/support/stage-context.ts';
import { detectAmbiguity, type DetectAmbiguityOutput } from '../detect-ambiguity.ts';

const COLUMNS = ['id INTEGER', 'driver TEXT', 'kilometres REAL', 'started_on DATE'];
const trips = table('trips', COLUMNS);

async function detect(question: string, other = table('trips_archive', COLUMNS), selected: readonly string[] = ['trips']): Promise<DetectAmbiguityOutput> {
  const tables = [trips, other];
  // Far apart in relevance: it is the columns alone that speak for the other table.
  const ranking = tables.map(({ name }) => ({ table: name, relevance: selected.includes(name) ? 0.95 : 0.1, required: selected.includes(name), reason: '' }));
  return detectAmbiguity({ question, ranking, selected, resolutions: [] }, await stageContext({ tables }));
}

describe('two tables with the same columns that a word calls alike', () => {
  it.each([
    ['the other one has a name of its own besides', table('trips_archive', COLUMNS)],
    ['the other one has a column more', table('company_trips', [...COLUMNS, 'note TEXT'])],
  ])('are asked about when %s', async (_, other) => {
    expect(await detect('How many trips has each driver made?', other)).toMatchObject({
      clarification: { kind: 'table', span: { text: 'trips' }, suggested: 'table:trips', options: [{ table: 'trips' }, { table: other.name }] },
    });
  });

  it.each([
    ['a word tells which one', 'How many trips are in the archive?', trips.name, undefined],
    ['the other one lacks what is asked for', 'How many kilometres were the trips?', trips.name, table('trips_archive', ['id INTEGER', 'driver TEXT', 'started_on DATE'])],
    ['they have few columns in common', 'How many trips are there?', trips.name, table('trips_notes', ['id INTEGER', 'driver TEXT', 'note TEXT', 'written_on DATE'])],
    ['one refers to the other', 'How many trips are there?', trips.name, table('trip_stops', COLUMNS, { id: 'trips.id' })],
    ['no word calls the other one', 'How many trips are there?', trips.name, table('rides', COLUMNS)],
  ])('are clear when %s', async (_, question, selected, other) => {
    expect((await detect(question, other, [selected])).kind).toBe('clear');
  });
});
