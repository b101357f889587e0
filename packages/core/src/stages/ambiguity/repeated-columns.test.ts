import { describe, expect, it } from 'vitest';
import { stageContext, table } from '../../../test/support/stage-context.ts';
import type { Resolution } from '../../protocol/index.ts';
import { detectAmbiguity, type DetectAmbiguityOutput } from '../detect-ambiguity.ts';

const trees = table('trees', ['tree_id INTEGER', 'species TEXT', 'height REAL', 'park TEXT']);
const surveys = table('tree_heights', ['survey_id INTEGER', 'tree_id INTEGER', 'height REAL']);
const owners = table('owners', ['owner_id INTEGER', 'tree_id INTEGER', 'height REAL']);

interface Case {
  readonly tables?: readonly ReturnType<typeof table>[];
  readonly selected?: readonly string[];
  readonly resolutions?: readonly Resolution[];
}

async function detect(question: string, { tables = [trees, surveys], selected = ['trees'], resolutions = [] }: Case = {}): Promise<DetectAmbiguityOutput> {
  // Far apart in relevance: it is the columns alone that speak for the other table.
  const ranking = tables.map(({ name }) => ({ table: name, relevance: selected.includes(name) ? 0.95 : 0.1, required: selected.includes(name), reason: '' }));
  return detectAmbiguity({ question, ranking, selected, resolutions }, await stageContext({ tables }));
}

const optionsOf = (output: DetectAmbiguityOutput): readonly unknown[] =>
  output.kind === 'ambiguous' ? output.clarification.options.map(({ table, column }) => (column === undefined ? table : `${table}.${column}`)) : [];

describe('a column that two tables about the same things hold', () => {
  it('is asked about when the question tells them not apart', async () => {
    const output = await detect('What is the average height of all trees?');
    expect(output).toMatchObject({ clarification: { kind: 'table', span: { text: 'height' }, suggested: 'table:trees' } });
    expect(optionsOf(output)).toEqual(['trees', 'tree_heights']);
  });

  it('is asked about as a column when both tables are selected and one of them is needed for more', async () => {
    const output = await detect('What is the height of each species?', { selected: ['trees', 'tree_heights'] });
    expect(output).toMatchObject({ clarification: { kind: 'column', question: '“height” is held in several tables. Which one do you mean?' } });
    expect(optionsOf(output)).toEqual(['trees.height', 'tree_heights.height']);
  });

  it('is not asked about again', async () => {
    const resolutions: readonly Resolution[] = [
      {
        clarificationId: 'column:trees.height',
        kind: 'column',
        phrase: 'height',
        chosen: { id: 'column:tree_heights.height', label: '', table: 'tree_heights', column: 'height' },
        rejected: [{ table: 'trees', column: 'height' }],
      },
    ];
    expect((await detect('the height of each species', { selected: ['trees', 'tree_heights'], resolutions })).kind).toBe('clear');
  });

  it.each([
    ['the selected table alone tells of another word', 'What is the height of each species?', {}],
    ['their rows are different things', 'What is the average height?', { tables: [trees, owners] }],
    ['it is no measure', 'Which parks are there?', { tables: [trees, table('tree_parks', ['tree_id INTEGER', 'park TEXT'])] }],
    ['only a part of its name is named', 'average height', { tables: ['trees', 'tree_heights'].map((name) => table(name, ['tree_id INTEGER', 'crown_height REAL'])) }],
    ['the question does not name it', 'How many trees are there?', {}],
    ['they have no key in common', 'average height', { tables: [trees, table('mountains', ['mountain_id INTEGER', 'height REAL'])] }],
    ['only keys are held twice', 'List every tree id', {}],
  ])('is clear when %s', async (_, question, options) => {
    expect((await detect(question, options)).kind).toBe('clear');
  });

  it('takes a foreign key for one that they share', async () => {
    const tables = [
      table('plants', ['id INTEGER', 'width REAL']),
      table('plant_widths', ['id INTEGER', 'plant INTEGER', 'width REAL'], { plant: 'plants.id' }),
    ];
    expect(optionsOf(await detect('average width', { tables, selected: ['plants'] }))).toEqual(['plants', 'plant_widths']);
  });
});
