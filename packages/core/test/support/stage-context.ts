import type { TableInfo } from '../../src/contracts/index.ts';
import { createFindAccess } from '../../src/access/index.ts';
import { ingestSchema } from '../../src/schema/ingest.ts';
import { settingsSchema, type SettingsInput } from '../../src/settings.ts';
import type { StageContext } from '../../src/stages/stage.ts';
import { fakeDatabase, type FakeDatabaseOptions } from './fake-database.ts';
import { shopModel } from './shop-model.ts';

export interface TestContext extends StageContext {
  readonly reports: readonly string[];
}

/** What a stage gets, over a database that exists only in the test. */
export async function stageContext(
  data: FakeDatabaseOptions = {},
  options: { readonly settings?: SettingsInput; readonly today?: string } & Partial<Pick<StageContext, 'model'>> = {},
): Promise<TestContext> {
  const settings = settingsSchema.parse(options.settings ?? {});
  const database = fakeDatabase(data);
  const { index } = await ingestSchema({ database, settings });
  const { view, policy, policyHash, findTerms, findExamples } = await createFindAccess(undefined, database.dialect)(null, index);
  const reports: string[] = [];
  return {
    runId: 'run',
    threadId: 'thread',
    principal: null,
    signal: new AbortController().signal,
    database,
    model: options.model ?? shopModel(),
    settings,
    view,
    index,
    sqlParsers: [],
    policy,
    policyHash,
    today: options.today ?? '2026-06-30',
    findValues: (question) => index.values.find(question),
    findTerms,
    findExamples: async (question) => findExamples(question),
    report: (text) => reports.push(text),
    reports,
  };
}

/** A table with columns given as `name TYPE`; `references` maps a column to a table's key. */
export function table(
  name: string,
  columns: readonly string[],
  references: Readonly<Record<string, `${string}.${string}`>> = {},
): TableInfo {
  const parsed = columns.map((column) => {
    const [columnName = '', type = ''] = column.split(' ');
    return { name: columnName, type, nullable: true };
  });
  return {
    name,
    kind: 'table',
    columns: parsed,
    primaryKey: parsed.some((column) => column.name === 'id') ? ['id'] : [],
    unique: [],
    foreignKeys: Object.entries(references).map(([column, target]) => {
      const [referencedTable = '', referencedColumn = ''] = target.split('.');
      return { columns: [column], referencedTable, referencedColumns: [referencedColumn] };
    }),
  };
}
