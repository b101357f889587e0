import type { ClassifyIntentInput } from '../contracts/index.ts';
import { checkReadable } from '../sql/index.ts';
import type { StageContext } from '../stages/stage.ts';

type Turn = ClassifyIntentInput['history'][number];

/** The longest statement of an earlier turn that a prompt repeats. */
const LONGEST_SQL = 4_000;

/**
 * Earlier turns as their asker may see them today: roles and tables change between questions. Of a turn
 * whose statement the guard would not take from the present view, the question and the visible tables are left.
 */
export async function readableTurns(turns: readonly Turn[], context: StageContext): Promise<readonly Turn[]> {
  return Promise.all(
    turns.map(async (turn) => ({
      question: turn.question,
      tables: turn.tables.filter((table) => context.view.tables.has(table)),
      sql: (await isReadable(turn, context)) ? turn.sql : null,
    })),
  );
}

async function isReadable({ sql, tables }: Turn, { view, policy, database }: StageContext): Promise<boolean> {
  if (sql === null || sql.length > LONGEST_SQL || !tables.every((table) => view.tables.has(table))) return false;
  const result = await checkReadable({ sql, tables }, { tables: view.tables, dialect: database.dialect, policy });
  return result.ok;
}
