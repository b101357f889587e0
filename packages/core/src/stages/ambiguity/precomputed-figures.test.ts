import { describe, expect, it } from 'vitest';
import { stageContext, table } from '../../../test/support/stage-context.ts';
import type { SettingsInput } from '../../settings.ts';
import { detectAmbiguity, type DetectAmbiguityOutput } from '../detect-ambiguity.ts';

const milkings = table('milkings', ['milking_id INTEGER', 'cow_id INTEGER', 'barn TEXT', 'milk_litres REAL', 'taken_on DATE']);
const barnTotals = table('barn_totals', ['barn TEXT', 'total_milk_litres REAL', 'milk_litres_avg REAL']);
const cows = table('cows', ['cow_id INTEGER', 'name TEXT', 'weight REAL']);

interface Case {
  readonly tables?: readonly ReturnType<typeof table>[];
  readonly selected?: readonly string[];
  readonly settings?: SettingsInput;
}

async function detect(question: string, { tables = [milkings, barnTotals, cows], selected = ['milkings'], settings = {} }: Case = {}): Promise<DetectAmbiguityOutput> {
  const ranking = tables.map(({ name }) => ({ table: name, relevance: selected.includes(name) ? 0.9 : 0.1, required: selected.includes(name), reason: '' }));
  return detectAmbiguity({ question, ranking, selected, resolutions: [] }, await stageContext({ tables }, { settings }));
}

const optionsOf = (output: DetectAmbiguityOutput): readonly unknown[] =>
  output.kind === 'ambiguous' ? output.clarification.options.map((option) => option.table) : [];

describe('a figure that also stands ready in another table', () => {
  it.each([['What is the total milk litres per barn?'], ['How many litres of milk did each barn give?'], ['average milk litres of barn North']])('is asked about: %s', async (question) => {
    const output = await detect(question);
    expect(optionsOf(output)).toEqual(['milkings', 'barn_totals']);
    expect(output).toMatchObject({ clarification: { kind: 'table', suggested: 'table:milkings' } });
  });

  it.each([[['barn_totals']], [['milkings', 'barn_totals']]])('is asked about whichever is selected: %j', async (selected) => {
    expect(optionsOf(await detect('total milk litres per barn', { selected })).toSorted()).toEqual(['barn_totals', 'milkings']);
  });

  it('is asked about when the selected tables hold nothing of it', async () => {
    expect(optionsOf(await detect('total milk litres of all cows', { selected: ['cows'] }))).toEqual(['milkings', 'barn_totals']);
  });

  it('is not asked about when a selected table holds it as well', async () => {
    const sales = table('sales', ['sale_id INTEGER', 'milk REAL']);
    expect((await detect('total milk sold', { tables: [milkings, barnTotals, sales], selected: ['sales'] })).kind).toBe('clear');
  });

  it.each([
    ['no figure is asked for', 'List the milk litres and the barn of each milking.'],
    ['another figure is asked for', 'What is the lowest milk litres of barn North?'],
    ['a figure of something else is asked for', 'How many milkings were there per barn?'],
  ])('is clear when %s', async (_, question) => {
    expect((await detect(question)).kind).toBe('clear');
  });

  it('is clear when the tables share no column', async () => {
    const herds = table('herds', ['herd_id INTEGER', 'total_milk_litres REAL']);
    expect((await detect('total milk litres', { tables: [milkings, herds] })).kind).toBe('clear');
  });

  it('knows short forms and names that are written together', async () => {
    const rooms = table('rooms', ['room_no INTEGER', 'hotel TEXT', 'baseprice REAL', 'cap INTEGER']);
    const ofHotels = table('hotel_rooms', ['hotel TEXT', 'max_baseprice REAL', 'total_cap INTEGER']);
    const both = { tables: [rooms, ofHotels], selected: ['rooms'] };
    expect(optionsOf(await detect('the highest base price of each hotel', both))).toEqual(['rooms', 'hotel_rooms']);
    expect(optionsOf(await detect('total capacity of each hotel', both))).toEqual(['rooms', 'hotel_rooms']);
  });

  it('can be made to want every word of the name', async () => {
    const plots = table('plots', ['plot_no INTEGER', 'field TEXT', 'harvest_weight REAL']);
    const fields = table('fields', ['field TEXT', 'total_harvest_weight REAL']);
    const both = { tables: [plots, fields], selected: ['plots'] };
    expect((await detect('total weight per field', both)).kind).toBe('ambiguous');
    expect((await detect('total weight per field', { ...both, settings: { ambiguity: { figureWords: 1 } } })).kind).toBe('clear');
  });
});
