import type { SqlParser } from '@nl2sql/core/contracts';
import type { GuardInputs } from './guard-inputs.ts';
import { judgeCorpus } from './measure-corpora.ts';
import { reportProgress } from '../progress.ts';
import { summariseAttacks, summariseBenign, type ConfigurationSummary } from './summarise-guard.ts';

/**
 * Has the guard judge attacks and benign statements with each of the other parsers, and with all of
 * them. A parser is asked about the statements of its own dialects.
 *
 * @param parsers - Default: those of the project.
 */
export async function measureConfigurations(
  { attacks, benign }: GuardInputs,
  parsers?: readonly SqlParser[],
): Promise<readonly ConfigurationSummary[]> {
  const all = parsers ?? (await otherParsers());
  const configurations = all.length > 1 ? [...all.map((parser) => [parser]), all] : [all];
  const summaries: ConfigurationSummary[] = [];
  for (const configuration of configurations) {
    const names = configuration.map(({ name }) => name);
    const of = async (corpus: 'attacks' | 'benign', input: GuardInputs['attacks']) =>
      input && (await judgeCorpus(input.items, input.lock, reportProgress(`${corpus} with ${names.join(' + ')}`, input.items.length), configuration));
    const judgedAttacks = await of('attacks', attacks);
    const judgedBenign = await of('benign', benign);
    summaries.push({
      parsers: names,
      ...(judgedAttacks && { attacks: summariseAttacks(judgedAttacks) }),
      ...(judgedBenign && { benign: summariseBenign(judgedBenign) }),
    });
  }
  return summaries;
}

/** The parsers of the project that can stand beside the guard's own. */
async function otherParsers(): Promise<readonly SqlParser[]> {
  const [{ libpgQuery }, { nodeSqlParser }, { duckdbParser }] = await Promise.all([
    import('@nl2sql/adapters/sql-parsers/libpg-query'),
    import('@nl2sql/adapters/sql-parsers/node-sql-parser'),
    import('@nl2sql/adapters/sql-parsers/duckdb'),
  ]);
  return [libpgQuery(), nodeSqlParser(), duckdbParser()];
}
