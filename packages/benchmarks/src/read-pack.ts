import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './command-line.ts';

/** A question with the statement that answers it. */
export interface PackQuestion {
  readonly id: string;
  readonly db: string;
  readonly question: string;
  /** What one has to know besides the schema: the meaning of a code, a formula. */
  readonly evidence?: string;
  /** The gold statement. */
  readonly sql: string;
}

export interface Pack {
  readonly questions: readonly PackQuestion[];
  databaseFile(db: string): string;
}

export interface PackSelection {
  /** The first questions of the file, counted after `databases` has been applied. */
  readonly limit?: number;
  /** Only questions of these databases. */
  readonly databases?: readonly string[];
}

/**
 * Reads a pack: `questions.jsonl`, one question a line, and `databases/<db>.sqlite`.
 *
 * @throws CommandError when a file is missing or a line is not a question
 */
export function readPack(directory: string, selection: PackSelection = {}): Pack {
  const file = join(directory, 'questions.jsonl');
  if (!existsSync(file)) throw new CommandError(`There is no pack in ${directory}: ${file} does not exist.`);
  const all = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseQuestion(line, `${file}:${index + 1}`)]));
  const known = new Set(all.map((question) => question.db));
  for (const db of selection.databases ?? []) {
    if (!known.has(db)) throw new CommandError(`No question of ${file} is about the database ${db}.`);
  }
  const questions = all
    .filter((question) => selection.databases?.includes(question.db) ?? true)
    .slice(0, selection.limit ?? Infinity);
  if (questions.length === 0) throw new CommandError(`${file} holds no question.`);
  const databaseFile = (db: string): string => join(directory, 'databases', `${db}.sqlite`);
  for (const db of new Set(questions.map((question) => question.db))) {
    if (!existsSync(databaseFile(db))) {
      throw new CommandError(`${file} asks about the database ${db}, but ${databaseFile(db)} does not exist.`);
    }
  }
  return { questions, databaseFile };
}

function parseQuestion(line: string, place: string): PackQuestion {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new CommandError(`${place} is not a line of JSON.`);
  }
  if (typeof value !== 'object' || value === null) throw new CommandError(`${place} is not a JSON object.`);
  const fields = value as Record<string, unknown>;
  const text = (name: string): string => {
    const field = fields[name];
    if (typeof field !== 'string' || field === '') throw new CommandError(`${place} has no text in "${name}".`);
    return field;
  };
  const evidence = fields['evidence'];
  return {
    id: text('id'),
    db: text('db'),
    question: text('question'),
    sql: text('sql'),
    ...(typeof evidence === 'string' && evidence !== '' ? { evidence } : {}),
  };
}

/** What the pipeline is asked: the question, and on a line of its own what one has to know for it. */
export function askedText(question: Pick<PackQuestion, 'question' | 'evidence'>): string {
  return question.evidence === undefined ? question.question : `${question.question}\nEvidence: ${question.evidence}`;
}
