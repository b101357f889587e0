import { closedSuggestions } from '../charts/closed-suggestions.ts';
import type { Assumption, ClarificationInterrupt, StageName } from '../protocol/index.ts';
import type { GenerateSqlOutput } from '../stages/generate-sql.ts';
import type { Stages } from '../stages/index.ts';
import type { ScoreConfidenceInput } from '../stages/score-confidence.ts';
import { plainOfChecked } from '../sql/index.ts';
import { assertAllTaken } from './chosen-readings.ts';
import { keepToChoices } from './keep-to-choices.ts';
import { assertCheckedAgainst, assertLockWithin, assertTablesWithin, frozenCopy } from './narrowing.ts';
import { readableTurns } from './readable-turns.ts';
import { questionKey } from './remembered-answers.ts';
import { honestly, noTableFits, refusalOf } from './refusals.ts';
import { checkedOf, lockOf, proofOf, resultOf } from './run-parts.ts';
import type { RunState } from './run-state.ts';
import type { Session } from './session.ts';
import { assume, settleAssumed } from './settle.ts';
import { settledReadings } from './settled.ts';
import { inWordsOf, sentence } from './shown-text.ts';
import { hashSql } from './sql-hash.ts';

/** What a node adds to the state. */
export type Update = Partial<RunState>;

/** One node of the graph: a stage with its place in the run. */
export type Node = (state: RunState, session: Session) => Promise<Update>;

/** The nodes of the read path around the given stages. */
export function createNodes(stages: Stages): Readonly<Record<StageName, Node>> {
  return {
    'classify-intent': async (state, session) => {
      const history = await readableTurns(state.history, session.context);
      const output = await session.step(
        'classify-intent',
        () => stages.classifyIntent({ question: state.question, history }, session.context),
        ({ intent }) => intent,
      );
      return { standalone: output.question, refusal: refusalOf(output.intent), ...assume(state, session, output.assumptions) };
    },

    'retrieve-table-candidates': async (state, session) => {
      const { topK, widenedTopK } = session.context.settings.retrieval;
      const limit = state.widened ? widenedTopK : topK;
      const { candidates } = await session.step(
        'retrieve-table-candidates',
        () => stages.retrieveTableCandidates({ question: state.standalone, topK: limit }, session.context),
        (output) => output.candidates.map((candidate) => candidate.table).join(', ') || 'no candidates',
      );
      assertTablesWithin(candidates.map((candidate) => candidate.table), session.context.view.tables, 'retrieve-table-candidates');
      return {
        candidates: candidates.slice(0, limit),
        refusal: candidates.length === 0 ? noTableFits(state, session.access) : null,
      };
    },

    'score-table-relevance': async (state, session) => {
      const { candidates, resolutions } = state;
      const output = await session.step(
        'score-table-relevance',
        () => stages.scoreTableRelevance({ question: state.standalone, candidates, resolutions }, session.context),
        ({ selected }) => selected.join(', ') || 'none is relevant',
      );
      const known = new Map(candidates.map((candidate) => [candidate.table, candidate]));
      assertTablesWithin([...output.selected, ...output.ranking.map((entry) => entry.table)], known, 'score-table-relevance');
      session.emit('tables.selected', {
        candidates: candidates.map(({ table, score }) => ({ table, score })),
        selected: output.ranking
          .filter((entry) => output.selected.includes(entry.table))
          .map(({ table, relevance, reason }) => ({ table, relevance, reason })),
      });
      const found = output.selected.length > 0;
      const mayWiden = !state.widened && session.context.view.tables.size > candidates.length;
      return {
        rank: false,
        ranking: output.ranking,
        selected: output.selected,
        tableConfidence: output.confidence,
        widened: state.widened || !found,
        refusal: found || mayWiden ? null : noTableFits(state, session.access),
      };
    },

    'detect-ambiguity': async (state, session) => {
      const { ranking, selected, resolutions } = state;
      const output = await session.step(
        'detect-ambiguity',
        () => stages.detectAmbiguity({ question: state.standalone, ranking, selected, resolutions }, session.context),
        (found) => (found.kind === 'ambiguous' ? found.clarification.question : 'one reading'),
      );
      if (output.kind === 'clear') return settleAssumed(state, session, output.assumptions);
      const { clarificationTtlMs } = session.context.settings.limits;
      const now = session.now().getTime();
      const interrupt: ClarificationInterrupt = {
        id: `${state.runId}:${resolutions.length + 1}`,
        kind: 'clarification',
        createdAt: new Date(now).toISOString(),
        expiresAt: clarificationTtlMs === null ? null : new Date(now + clarificationTtlMs).toISOString(),
        clarification: inWordsOf(state.question, output.clarification),
      };
      return { interrupt, askedAs: questionKey(session.context.database.id, output.clarification) };
    },

    'ground-columns': async (state, session) => {
      const { selected } = state;
      assertAllTaken(state.wanted);
      const output = await session.step(
        'ground-columns',
        () => stages.groundColumns({ question: state.standalone, selected, resolutions: settledReadings(state) }, session.context),
        ({ lock }) => lock.tables.map((table) => `${table.table}(${table.columns.join(', ')})`).join(' '),
      );
      assertLockWithin(output.lock, selected, session.context.view);
      const lock = frozenCopy(output.lock);
      session.emit('lock.set', { lock });
      return { lock, resolved: output.resolved, unresolved: output.unresolved };
    },

    'generate-sql': async (state, session) => {
      const output = await session.step(
        'generate-sql',
        () => stages.generateSql({ question: state.standalone, lock: lockOf(state), resolutions: settledReadings(state) }, session.context),
        summariseSql,
      );
      const reason = state.resolutions.some((resolution) => !resolution.assumed) ? 'clarified' : 'initial';
      return propose(state, session, output, reason);
    },

    'validate-sql': async (state, session) => {
      const sql = state.sql ?? '';
      const version = state.attempts.length + 1;
      const result = await session.step(
        'validate-sql',
        async () => keepToChoices(await stages.validateSql({ sql, lock: lockOf(state) }, session.context), state.resolutions),
        (output) => (output.ok ? 'accepted' : output.problems.map((problem) => problem.message).join(' ')),
      );
      if (result.ok) {
        assertCheckedAgainst(lockOf(state), session.context.policy, result.checked);
        session.checked = { sql: result.checked, tree: result.tree };
        session.emit('validation.finished', { version, ok: true, problems: [] });
        return { proof: result.proof, sql: plainOfChecked(result.checked), problems: [] };
      }
      session.checked = null;
      session.emit('validation.finished', { version, ok: false, problems: result.problems });
      const attempts = [...state.attempts, { attempt: version, sql, problems: result.problems }];
      session.attempts = attempts;
      return { problems: result.problems, attempts, exhausted: attempts.length > session.context.settings.limits.repairs };
    },

    'repair-sql': async (state, session) => {
      const attempt = state.attempts.length;
      const output = await session.step(
        'repair-sql',
        () =>
          stages.repairSql(
            {
              question: state.standalone,
              lock: lockOf(state),
              resolutions: settledReadings(state),
              failed: { sql: state.sql ?? '', problems: state.problems },
              attempt,
            },
            session.context,
          ),
        summariseSql,
      );
      return propose(state, session, output, 'repair');
    },

    'execute-query': async (_state, session) => {
      const { sql } = checkedOf(session);
      session.emit('execution.started', { sql: plainOfChecked(sql) });
      const result = await session.step(
        'execute-query',
        () => stages.executeQuery({ checked: sql }, session.context),
        ({ rows, truncated }) => `${rows.length}${truncated ? '+' : ''} ${rows.length === 1 ? 'row' : 'rows'}`,
      );
      session.result = result;
      session.emit('result.meta', { columns: result.columns });
      const preview = result.rows.slice(0, session.context.settings.limits.previewRows);
      if (preview.length > 0) session.emit('result.rows', { rows: preview });
      session.emit('result.finished', { rowCount: result.rows.length, truncated: result.truncated });
      return {};
    },

    'verify-result': async (state, session) => {
      const { tree } = checkedOf(session);
      const warnings = await session.step(
        'verify-result',
        () => stages.verifyResult({ tree, result: resultOf(session), lock: lockOf(state) }, session.context),
        (found) => found.map((warning) => warning.text).join(' ') || 'nothing suspicious',
      );
      for (const warning of warnings) session.emit('warning', { warning });
      return { warnings };
    },

    'explain-sql': async (state, session) => {
      const { tree } = checkedOf(session);
      const explanation = await session.step(
        'explain-sql',
        () => stages.explainSql({ tree, proof: proofOf(state), assumptions: state.assumptions }, session.presentation),
        (output) => output.summary,
      );
      session.emit('explanation', { explanation });
      return { explanation };
    },

    'score-confidence': async (state, session) => {
      const confidence = await session.step(
        'score-confidence',
        () =>
          stages.scoreConfidence(
            {
              question: state.standalone,
              resultColumns: resultOf(session).columns.length,
              tableConfidence: state.tableConfidence,
              ambiguity: ambiguityOf(state),
              repairs: state.attempts.length,
              lock: lockOf(state),
              proof: proofOf(state),
              resolved: state.resolved,
              unexplained: [...state.unresolved, ...state.unused],
              warnings: state.warnings,
            },
            session.context,
          ),
        ({ score, level }) => `${score.toFixed(2)} ${level}`,
      );
      session.emit('confidence', { confidence });
      return { confidence };
    },

    'suggest-charts': async (_state, session) => {
      const result = resultOf(session);
      const charts = await session.step(
        'suggest-charts',
        async () => closedSuggestions(await stages.suggestCharts({ result }, session.presentation), result.columns),
        ([first]) => first?.chart ?? 'no chart',
      );
      session.emit('chart.suggested', { charts });
      return { charts };
    },
  };
}

/** What is least certain of the readings that were taken. */
function ambiguityOf({ assumptions, resolutions }: RunState): ScoreConfidenceInput['ambiguity'] {
  const taken = assumptions.filter(({ alternatives }) => alternatives !== undefined);
  if (taken.some(({ basis }) => basis === undefined)) return 'assumed';
  if (taken.some(({ basis }) => basis === 'remembered' || basis === 'chosen') || resolutions.some(({ assumed }) => !assumed)) return 'resolved';
  return taken.length > 0 ? 'same_result' : 'none';
}

function propose(
  state: RunState,
  session: Session,
  output: GenerateSqlOutput,
  reason: 'initial' | 'clarified' | 'repair',
): Update {
  if (output.kind === 'insufficient') {
    return { refusal: honestly({ reason: 'insufficient_schema', message: sentence(output.reason) }, state, session.access) };
  }
  session.emit('sql.proposed', {
    version: state.attempts.length + 1,
    sql: output.sql,
    sqlHash: hashSql(output.sql),
    reason,
  });
  const assumptions = output.assumptions.map(
    (text, index): Assumption => ({ id: `sql:${index + 1}`, kind: 'other', text: sentence(text) }),
  );
  // What an earlier statement assumed went with it.
  const kept = state.assumptions.filter((assumption) => !assumption.id.startsWith('sql:'));
  return { sql: output.sql, unused: output.unused, ...assume({ ...state, assumptions: kept }, session, assumptions) };
}

function summariseSql(output: GenerateSqlOutput): string {
  return output.kind === 'sql' ? output.sql : output.reason;
}
