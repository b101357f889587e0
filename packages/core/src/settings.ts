import * as z from 'zod';

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const positive = z.int().min(1);
/** As long as a timer can wait; Node runs one with a longer delay at once (https://nodejs.org/api/timers.html). */
const milliseconds = z.int().min(1).max(2_147_483_647);
/** Up to ten years: compared with the clock, so no timer limits it, but still a date. */
const lifetime = z.int().min(1).max(315_360_000_000);

/** Every number that a host may change. The defaults below are the only place where they stand. */
export const settingsSchema = z.strictObject({
  limits: z.strictObject({
    /** The longest question, in UTF-16 code units. */
    questionLength: positive.default(2_000),
    /** The most rows of a result. */
    rows: positive.default(1_000),
    /** Milliseconds after which the database stops a statement. */
    queryTimeoutMs: milliseconds.default(30_000),
    /** The most steps that a recursive query may show to need; null: the statement's time limit ends it. */
    recursionSteps: positive.nullable().default(null),
    /** Milliseconds for one call of the model, retries included. */
    modelTimeoutMs: milliseconds.default(60_000),
    /** Milliseconds for a whole run, without the time it waits for a person. */
    runTimeoutMs: milliseconds.default(180_000),
    /** Repairs of a statement that was not accepted. */
    repairs: count.max(2).default(2),
    /** Questions to the user in one run. */
    clarifications: count.max(2).default(2),
    /** Milliseconds after which an unanswered clarification expires, at most ten years; null: never. */
    clarificationTtlMs: lifetime.nullable().default(86_400_000),
    /** Earlier turns of a thread that a follow-up may refer to. */
    historyTurns: count.default(6),
    /** Rows that events carry; the result of `run` carries all of them. */
    previewRows: count.default(200),
  }).prefault({}),
  ingestion: z.strictObject({
    /** Distinct values kept of one text column; a column with more is a sample. 0: read no values. */
    valuesPerColumn: count.default(1_000),
    /** Longer values are not kept. */
    valueLength: positive.default(80),
    /** Concurrent reads. */
    concurrency: positive.default(4),
    /** Whether joins that no foreign key declares are looked for. */
    inferJoins: z.boolean().default(true),
  }).prefault({}),
  retrieval: z.strictObject({
    /** Candidate tables handed to relevance scoring. */
    topK: positive.default(8),
    /** Candidates of the one wider try when nothing was relevant. */
    widenedTopK: positive.default(16),
  }).prefault({}),
  relevance: z.strictObject({
    /** A table below it is not selected, unless the model says it is required. */
    select: fraction.default(0.5),
    /** When no table reaches it, the question cannot be answered from these tables. */
    floor: fraction.default(0.2),
  }).prefault({}),
  ambiguity: z.strictObject({
    /** Alternatives whose relevance differs by less are asked about. */
    margin: fraction.default(0.1),
  }).prefault({}),
  prompts: z.strictObject({
    /** Longest comment of a table or column that enters a prompt. */
    commentLength: count.default(200),
    /** Longest stored value that enters a prompt. */
    valueLength: count.default(64),
    /** Most stored values of one column that enter a prompt. */
    valuesPerColumn: count.default(5),
  }).prefault({}),
});

/** What a host may set; everything left out has the default of {@link settingsSchema}. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The settings of a pipeline, complete. */
export type Settings = z.output<typeof settingsSchema>;
