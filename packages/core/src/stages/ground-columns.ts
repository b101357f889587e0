import type { GroundColumnsInput, GroundColumnsReply, LockedSchema, ValueHit } from '../contracts/index.ts';
import { groundColumnsPrompt } from '../prompts/ground-columns.ts';
import type { Join, Lock, Resolution } from '../protocol/index.ts';
import { findColumn } from '../schema/catalog.ts';
import { joinKey } from '../schema/join-graph.ts';
import { taskTable } from '../schema/textify.ts';
import { foldText } from '../text/index.ts';
import { wayId } from './ambiguity/join-paths.ts';
import { askUntilUsable } from './ask-until-usable.ts';
import type { Stage, StageContext } from './stage.ts';
import { coversTables, taskExamples, taskTerms } from './task-knowledge.ts';

export interface GroundColumnsStageInput {
  readonly question: string;
  readonly selected: readonly string[];
  readonly resolutions: readonly Resolution[];
}

export interface GroundColumnsOutput {
  readonly lock: Lock;
  /** Words of the question for which a column was found. */
  readonly resolved: readonly string[];
  /** Words of the question that ask for something no column holds. */
  readonly unresolved: readonly string[];
}

/**
 * Has the model name the columns of the selected tables that the question needs, adds the keys along
 * the join graph, and sets the lock. The lock never holds a table outside the selection except the
 * bridges that join it, and never a column outside the caller's view.
 */
export const groundColumns: Stage<GroundColumnsStageInput, GroundColumnsOutput> = async (input, context) => {
  const joins = joinsFor(input, context);
  const tables = new Set([...input.selected, ...joins.flatMap((join) => [join.from.table, join.to.table])]);
  const reply = await askForColumns(input, tables, joins, context);

  const columns = new Map<string, Set<string>>([...tables].map((table) => [table, new Set<string>()]));
  for (const column of reply.columns) columns.get(column.table)?.add(column.column);
  for (const { from, to } of joins) {
    columns.get(from.table)?.add(from.column);
    columns.get(to.table)?.add(to.column);
  }
  for (const { chosen } of input.resolutions) {
    if ('table' in chosen && chosen.table !== undefined && chosen.column !== undefined) {
      columns.get(chosen.table)?.add(chosen.column);
    }
  }
  return {
    lock: {
      tables: [...columns].map(([table, names]) => ({ table, columns: inTableOrder(table, names, context) })),
      joins,
      values: meantValues(input, context)
        .filter((hit) => columns.get(hit.table)?.has(hit.column))
        .map(({ table, column, phrase, value, coverage }) => ({ table, column, phrase, value, coverage })),
    },
    resolved: [...new Set(reply.columns.map((column) => column.phrase).filter((phrase) => phrase !== ''))],
    unresolved: reply.unresolved,
  };
};

/**
 * The lock as the prompts show it: its tables with its columns and nothing else. `question` finds the
 * value hits again, which a lock keeps without their places.
 */
export function lockedSchema(lock: Lock, question: string, context: StageContext): LockedSchema {
  const columns = new Map(lock.tables.map((entry) => [entry.table, new Set(entry.columns)]));
  return {
    tables: lock.tables.flatMap((entry) => {
      const table = context.view.tables.get(entry.table);
      return table
        ? [taskTable(table, { columns: columns.get(entry.table)!, joins: lock.joins, prompts: context.settings.prompts })]
        : [];
    }),
    joins: lock.joins,
    values: context
      .findValues(question)
      .filter((hit) => lock.values.some(({ table, column, value }) => table === hit.table && column === hit.column && value === hit.value)),
  };
}

/** The stored values that the question mentions, without those of a column that the user chose another one of. */
function meantValues({ question, resolutions }: GroundColumnsStageInput, context: StageContext): readonly ValueHit[] {
  const settled = resolutions.flatMap(({ kind, phrase, chosen }) => (kind === 'value' && 'id' in chosen && chosen.value !== undefined ? [{ ...chosen, phrase }] : []));
  return context
    .findValues(question)
    .filter((hit) => !settled.some(({ table, column, phrase, value = '' }) => table === hit.table && column === hit.column && phrase === hit.phrase && foldText(value) !== foldText(hit.value)));
}

/** The way that the user chose; until then every join between the tables. Own words choose no way: all stay open. */
function joinsFor(input: GroundColumnsStageInput, context: StageContext): readonly Join[] {
  const settled = input.resolutions.filter((resolution) => resolution.kind === 'join_path');
  const plan = context.view.joinGraph.connect(input.selected);
  if (plan.kind === 'disconnected') return betweenAll(input.selected, context);
  const ways = [plan, ...plan.alternatives];
  const chosen = ways.find((way) => settled.some((resolution) => 'id' in resolution.chosen && resolution.chosen.id === wayId(way.joins)));
  if (chosen) return chosen.joins;
  const open = settled.length > 0 ? ways : [plan];
  return union(open.flatMap((way) => way.joins), betweenAll(input.selected, context));
}

/** Every known join between two of the tables: which of several a question means is the model's to say. */
function betweenAll(tables: readonly string[], context: StageContext): readonly Join[] {
  const names = new Set(tables);
  return context.view.joins.filter((join) => names.has(join.from.table) && names.has(join.to.table));
}

function union(first: readonly Join[], second: readonly Join[]): readonly Join[] {
  return [...new Map([...first, ...second].map((join) => [joinKey(join), join])).values()];
}

async function askForColumns(
  input: GroundColumnsStageInput,
  tables: ReadonlySet<string>,
  joins: readonly Join[],
  context: StageContext,
): Promise<GroundColumnsReply> {
  const task: GroundColumnsInput = {
    question: input.question,
    tables: [...tables].flatMap((name) => {
      const table = context.view.tables.get(name);
      return table ? [taskTable(table, { joins, prompts: context.settings.prompts })] : [];
    }),
    joins,
    values: meantValues(input, context).filter((hit) => tables.has(hit.table)),
    terms: taskTerms(input.question, coversTables(tables), context),
    examples: await taskExamples(input.question, (example) => example.tables.every((table) => tables.has(table)), context),
    resolutions: input.resolutions,
    today: context.today,
  };
  return askUntilUsable(
    {
      task: 'ground-columns',
      input: task,
      prompt: (problem) => groundColumnsPrompt(task, problem),
      findProblem: ({ columns }) => {
        const foreign = columns.some(({ table, column }) => {
          const known = tables.has(table) ? context.view.tables.get(table) : undefined;
          return !known || !findColumn(known, column);
        });
        return foreign ? 'It names a column that is not one of the given tables’ columns.' : null;
      },
      failure: 'The model did not pick the columns',
    },
    context,
  );
}

function inTableOrder(table: string, names: ReadonlySet<string>, context: StageContext): string[] {
  const known = context.view.tables.get(table);
  return known ? known.columns.map((column) => column.name).filter((name) => names.has(name)) : [];
}
