/** Every stage of the read path, in the order in which the graph runs them. */
export const STAGE_NAMES = [
  'classify-intent',
  'retrieve-table-candidates',
  'score-table-relevance',
  'detect-ambiguity',
  'ground-columns',
  'generate-sql',
  'validate-sql',
  'repair-sql',
  'execute-query',
  'verify-result',
  'explain-sql',
  'score-confidence',
  'suggest-charts',
] as const;

/** The name of a stage as it appears in events, errors and usage. */
export type StageName = (typeof STAGE_NAMES)[number];
