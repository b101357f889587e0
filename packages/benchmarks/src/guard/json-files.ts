import { existsSync, readFileSync } from 'node:fs';
import { CommandError } from '../command-line.ts';

/** What a command ends with when a file that it needs is missing, or is not what it ought to be. */
export const UNREADABLE_FILE = 2;

/** One line of a file, with where it stands for messages. */
export interface JsonRow {
  readonly fields: Readonly<Record<string, unknown>>;
  /** `attacks.jsonl:12`. */
  readonly place: string;
}

/**
 * The objects of a file with one JSON object a line.
 *
 * @throws CommandError with exit code 2 when the file is missing, is empty or holds anything else
 */
export function readJsonLines(file: string): readonly JsonRow[] {
  const rows = readText(file)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [rowOf(line, `${file}:${index + 1}`)]));
  if (rows.length === 0) throw unreadable(`${file} holds no line.`);
  return rows;
}

/**
 * The object that a file holds.
 *
 * @throws CommandError with exit code 2 when the file is missing or holds anything else
 */
export function readJsonFile(file: string): Readonly<Record<string, unknown>> {
  return rowOf(readText(file), file).fields;
}

/** @throws CommandError with exit code 2 when the file is missing, or cannot be read */
export function readText(file: string): string {
  if (!existsSync(file)) throw unreadable(`${file} does not exist.`);
  try {
    // Editors put a byte order mark before the text, which JSON does not know.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/u, '');
  } catch {
    throw unreadable(`${file} cannot be read.`);
  }
}

/**
 * The text of a field; of a number, its digits.
 *
 * @throws CommandError with exit code 2 when the field is neither, or an empty text
 */
export function textOf({ fields, place }: JsonRow, name: string): string {
  const field = fields[name];
  if (typeof field === 'number') return String(field);
  if (typeof field !== 'string' || field === '') throw unreadable(`${place} has no text in "${name}".`);
  return field;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function unreadable(message: string): CommandError {
  return new CommandError(message, UNREADABLE_FILE);
}

function rowOf(text: string, place: string): JsonRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(`${place} is not JSON.`);
  }
  if (!isRecord(value)) throw unreadable(`${place} is not a JSON object.`);
  return { fields: value, place };
}
