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
    /**
     * The most steps of a recursive query, which must show in the statement that it ends after them;
     * null: only the statement's time limit ends it.
     */
    recursionSteps: positive.nullable().default(10_000),
    /** Milliseconds in which every other parser must have read a statement; one that is late refuses it. */
    parserTimeoutMs: milliseconds.default(2_000),
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
    /**
     * Milliseconds for which the values of a table stand of which the database cannot tell whether its
     * rows have changed, as of views, or that could not be read; at most ten years, 0: not at all.
     */
    valuesTtlMs: z.int().min(0).max(315_360_000_000).default(3_600_000),
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
    /** How similar to the question an example has to be to take part; 1: the same words. */
    exampleSimilarity: fraction.default(0.5),
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
    /** The share of the words of a measure's name that must be asked for before a table that holds it summed up is an alternative. */
    figureWords: fraction.default(0.5),
    /** Of the columns of two tables together, the share that both must have before they are twins that are asked about. */
    twinColumns: fraction.default(0.75),
    /**
     * Before a question is asked, its readings are run; when all give the same, nobody is asked. A reading
     * takes two or three calls of the model, and the first two decide most of the time. Null: ask at once.
     */
    compareReadings: z.strictObject({
      /** A question with more readings is asked: where four are offered, there may be more. */
      readings: z.int().min(2).max(4).default(3),
      /** A reading with more rows is not compared, and the question is asked. */
      rows: positive.default(200),
      /** Milliseconds for the statement of one reading. */
      queryTimeoutMs: milliseconds.default(3_000),
      /** Milliseconds for all of it, in which the user waits for what may be a question after all. */
      timeoutMs: milliseconds.default(10_000),
      /** Calls of the model for all of it. */
      modelCalls: count.default(9),
    }).nullable().prefault({}),
    /** Answers to questions are kept, so that the same one is not asked again. Null: none are. */
    rememberAnswers: z.strictObject({
      /** The most that an answer may be kept for; without being told, it is the thread. */
      reach: z.enum(['thread', 'user', 'tenant']).default('thread'),
      /** Milliseconds for which an answer counts, at most ten years. */
      lifetimeMs: lifetime.default(2_592_000_000),
    }).nullable().prefault({}),
  }).prefault({}),
  prompts: z.strictObject({
    /** Longest comment of a table or column that enters a prompt. */
    commentLength: count.default(200),
    /** Longest stored value that enters a prompt. */
    valueLength: count.default(64),
    /** Most stored values of one column that enter a prompt. */
    valuesPerColumn: count.default(5),
    /** Most glossary entries that enter a prompt. */
    glossaryEntries: count.default(8),
    /** Longest meaning of a glossary entry that enters a prompt; more is cut. */
    meaningLength: count.default(300),
    /** Most example questions that enter a prompt. */
    examples: count.default(3),
    /** Longest example, question and statement together, that enters a prompt; a longer one is left out. */
    exampleLength: count.default(1_500),
  }).prefault({}),
});

/** What a host may set; everything left out has the default of {@link settingsSchema}. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The settings of a pipeline, complete. */
export type Settings = z.output<typeof settingsSchema>;
