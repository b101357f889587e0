#!/usr/bin/env -S node --conditions=@nl2sql/source --import tsx
import { mkdirSync } from 'node:fs';
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { offline } from '@nl2sql/adapters/language-models/offline';
import { usearch } from '@nl2sql/adapters/vector-stores/usearch';
import { createPipeline, type Pipeline, type RunResult, type RunStream } from '@nl2sql/core';
import { createDemoDatabase } from '@nl2sql/example-demo-data';
import { exitOnBrokenPipe } from './broken-pipe.ts';
import { renderEvent, renderResult } from './render-run.ts';
import { detectTerminal } from './terminal.ts';

const FOLDER = '.tmp';
const FILE = `${FOLDER}/demo.sqlite`;
const terminal = detectTerminal(process.stdout, process.env);

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

function heading(text: string): void {
  print('', terminal.paint(['bold', 'cyan'], `── ${text} ${'─'.repeat(Math.max(0, terminal.columns - text.length - 4))}`), '');
}

async function show(stream: RunStream): Promise<RunResult> {
  for await (const event of stream) print(...renderEvent(event, terminal));
  const result = await stream.result;
  print('', ...renderResult(result, terminal, { maxRows: 10 }));
  return result;
}

function expect(result: RunResult, status: RunResult['status']): void {
  if (result.status !== status) throw new Error(`“${result.question}” ended as ${result.status}, not as ${status}.`);
}

async function showRuns(pipeline: Pipeline): Promise<void> {
  heading('1. A clear question');
  expect(await show(pipeline.stream({ question: 'How many support tickets are there for each priority?' })), 'completed');

  heading('2. An ambiguous question');
  const asked = await show(pipeline.stream({ question: 'total revenue last year' }));
  if (asked.status !== 'needs_clarification') throw new Error(`The ambiguous question ended as ${asked.status}.`);
  const choice = asked.clarification.options.at(-1)!;
  print('', terminal.paint('bold', `The user chooses: ${choice.label}`), '');
  let answer = await show(pipeline.streamResume(asked.runId, { kind: 'choose', optionId: choice.id }));
  while (answer.status === 'needs_clarification') {
    const [first] = answer.clarification.options;
    print('', terminal.paint('bold', `The user chooses: ${first!.label}`), '');
    answer = await show(pipeline.streamResume(answer.runId, { kind: 'choose', optionId: first!.id }));
  }
  expect(answer, 'completed');

  heading('3. A request that is refused');
  expect(await show(pipeline.stream({ question: 'Delete all orders from last year' })), 'refused');
}

exitOnBrokenPipe(process.stdout, process.stderr);
mkdirSync(FOLDER, { recursive: true });
const data = createDemoDatabase({ file: FILE, replace: true });
const pipeline = createPipeline({
  database: sqlite({ file: FILE }),
  model: offline(),
  embedder: offlineEmbedder(),
  vectorStore: usearch(),
});
const report = await pipeline.ingest();
print(
  terminal.paint('bold', 'A company with a database of its own'),
  `${data.tables} tables, ${data.rows.toLocaleString('en-US')} rows in ${FILE}, written by a seeded generator.`,
  `Read in ${Math.round(report.ms)} ms: ${report.columns} columns, ${report.foreignKeys} foreign keys, ${report.inferredJoins} more joins inferred.`,
  'The model is the offline one: rules, no key, no network. A hosted model goes further.',
);
try {
  await showRuns(pipeline);
} finally {
  await pipeline.close();
}
print('', 'Ask it yourself:', `  npx -y pnpm@10 ask --db ${FILE} "Which 5 products have the highest price?"`);
