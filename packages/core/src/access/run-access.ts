import type { AccessCatalog, AccessEvaluator, Dialect, Disclosure, Principal, StatementPolicy } from '../contracts/index.ts';
import { fullView, structureOf, type Catalog, type CatalogView } from '../schema/catalog.ts';
import { withVisibleTexts } from '../schema/dense-index.ts';
import { canonicalJson, sha256 } from '../schema/fingerprint.ts';
import type { DomainKnowledge } from '../schema/domain-knowledge.ts';
import { createExampleMatcher, type ExampleMatcher } from '../schema/example-matcher.ts';
import { createGlossaryMatcher, type GlossaryMatcher } from '../schema/glossary-matcher.ts';
import { schemaIndex, type SchemaIndex } from '../schema/schema-index.ts';
import { decideAccess, type CheckedDecision } from './decide-access.ts';
import { createHiddenFinder, type HiddenFinder } from './find-hidden.ts';
import { restrictCatalog } from './restrict-catalog.ts';
import { visibleKnowledge } from './visible-knowledge.ts';

/** What one principal may read, in every form in which a run needs it. */
export interface RunAccess {
  readonly view: CatalogView;
  /** Holds the view's tables and nothing that was read from another. */
  readonly index: SchemaIndex;
  /** Row filters and masks, with the principal's values in them. Frozen. */
  readonly policy: StatementPolicy;
  /**
   * The same for whoever may do the same, another when a rule or a value changes: part of the key of
   * everything that is kept between runs. SHA-256 in hexadecimal.
   */
  readonly policyHash: string;
  /** What was decided; null when there is no evaluator. */
  readonly decision: CheckedDecision | null;
  readonly disclose: Disclosure;
  readonly findHidden: HiddenFinder;
  /** Glossary entries that stand in a question, and examples like it, that name nothing outside the view. */
  readonly findTerms: GlossaryMatcher;
  readonly findExamples: ExampleMatcher;
}

type Seen = Pick<RunAccess, 'index' | 'view' | 'findHidden' | 'findTerms' | 'findExamples'>;

/** Views kept of one catalog: as many combinations of roles are served without building anything. */
const VIEWS_KEPT = 16;

const NO_POLICY: StatementPolicy = Object.freeze({ tables: Object.freeze([]) });
const DEFAULT_SCHEMAS: Readonly<Record<Dialect, string | null>> = { sqlite: 'main', duckdb: 'main', postgres: 'public', mysql: null };

/** Finds out what a principal may read of an index. */
export type FindAccess = (principal: Principal | null, index: SchemaIndex) => Promise<RunAccess>;

/**
 * Asks the evaluator and builds the view of its decision. Views are shared by everybody who may see the
 * same structure, whatever values their row filters compare with; without an evaluator, all is readable.
 */
export function createFindAccess(evaluator: AccessEvaluator | undefined, dialect: Dialect, knowledge: DomainKnowledge = { glossary: [], examples: [] }): FindAccess {
  const facts = new WeakMap<SchemaIndex, { readonly catalog: AccessCatalog; readonly everything: Seen; readonly views: Map<string, Seen> }>();
  const factsOf = (index: SchemaIndex) => {
    const { databaseId, tables } = index.catalog;
    const known = facts.get(index) ?? {
      catalog: Object.freeze({ databaseId, defaultSchema: DEFAULT_SCHEMAS[dialect], tables: tables.map(structureOf) }),
      everything: { index, view: fullView(index.catalog), findHidden: () => [], ...matchersOf(visibleKnowledge(knowledge, index.catalog, index.catalog)) },
      views: new Map<string, Seen>(),
    };
    facts.set(index, known);
    return known;
  };
  const openHash = sha256('everything');

  return async (principal, index) => {
    const { catalog, everything, views } = factsOf(index);
    if (evaluator === undefined) return { ...everything, policy: NO_POLICY, policyHash: openHash, decision: null, disclose: 'nothing' };
    const decision = await decideAccess(evaluator, principal, catalog);
    const key = sha256(canonicalJson(seenOf(decision)));
    const seen = views.get(key) ?? build(index, everything, decision, knowledge);
    views.delete(key);
    views.set(key, seen);
    const [oldest] = views.keys();
    if (views.size > VIEWS_KEPT && oldest !== undefined) views.delete(oldest);
    return { ...seen, policy: policyOf(decision), policyHash: sha256(canonicalJson(decision)), decision, disclose: evaluator.disclose ?? 'existence' };
  };
}

function build(index: SchemaIndex, everything: Seen, decision: CheckedDecision, knowledge: DomainKnowledge): Seen {
  const catalog: Catalog = restrictCatalog(index.catalog, decision);
  if (catalog === index.catalog) return everything;
  let finder: HiddenFinder | null = null;
  return {
    index: schemaIndex(catalog, index.dense && withVisibleTexts(index.dense, index.catalog, catalog)),
    view: fullView(catalog),
    findHidden: (question) => (finder ??= createHiddenFinder(index.catalog.tables, catalog.tables))(question),
    ...matchersOf(visibleKnowledge(knowledge, index.catalog, catalog)),
  };
}

function matchersOf({ glossary, examples }: DomainKnowledge): Pick<Seen, 'findTerms' | 'findExamples'> {
  return { findTerms: createGlossaryMatcher(glossary), findExamples: createExampleMatcher(examples) };
}

/** What a view depends on: not the values of row filters, only whether there are any. */
function seenOf({ tables }: CheckedDecision): unknown {
  return tables.map(({ table, read }) => [table, read === undefined ? null : [read.columns, read.masks, read.rows === null]]);
}

function policyOf({ tables, hashKey }: CheckedDecision): StatementPolicy {
  const limited = tables.flatMap(({ table, read }) =>
    read !== undefined && (read.rows !== null || read.masks.length > 0) ? [Object.freeze({ table, rows: read.rows, masks: read.masks })] : [],
  );
  return Object.freeze({ tables: Object.freeze(limited), ...(hashKey === undefined ? {} : { hashKey }) });
}
