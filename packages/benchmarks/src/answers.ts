import { closeSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Answer } from './answer-question.ts';
import { answersReport } from './answers-report.ts';
import { chooseModel } from './choose-model.ts';
import { CommandError, openItems, positiveNumber, runWithOptions } from './command-line.ts';
import { readPack } from './read-pack.ts';
import { itemOf, summariseAnswers } from './summarise-answers.ts';

const HELP = `Asks the questions of a pack and compares the answers with gold.

pnpm bench:answers --pack DIR [options]

  --pack DIR         holds questions.jsonl and databases/<db>.sqlite
  --limit N          only the first N questions of the file
  --databases a,b    only questions about these databases
  --model NAME       offline (default), or openai:NAME with OPENAI_API_KEY
  --oracle-choice    answer clarifications with the option whose table is in gold
  --items FILE       write one JSON line a question
  --json             print one JSON object instead of tables
  --help             this text
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        pack: { type: 'string' },
        limit: { type: 'string' },
        databases: { type: 'string' },
        model: { type: 'string', default: 'offline' },
        'oracle-choice': { type: 'boolean', default: false },
        items: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    if (options.pack === undefined) throw new CommandError('--pack DIR is missing; --help lists the options.');
    const limit = positiveNumber('limit', options.limit);
    const databases = options.databases?.split(',').filter((name) => name !== '');
    const pack = readPack(options.pack, {
      ...(limit === undefined ? {} : { limit }),
      ...(databases === undefined ? {} : { databases }),
    });
    const model = await chooseModel(options.model);
    const oracleChoice = options['oracle-choice'];
    const items = options.items === undefined ? null : openItems(options.items);

    const answers: Answer[] = [];
    const progress = reportProgress(pack.questions.length);
    try {
      // Loaded when all options are right: a mistake is reported at once.
      const { askPack } = await import('./ask-pack.ts');
      const skipped = await askPack(pack, { model, oracleChoice }, (answer) => {
        progress(answer);
        if (answer === null) return;
        answers.push(answer);
        if (items !== null) writeSync(items, `${JSON.stringify(itemOf(answer))}\n`);
      });
      const summary = summariseAnswers(answers, { skipped, oracleChoice });
      process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${answersReport(summary)}\n`);
    } finally {
      if (items !== null) closeSync(items);
    }
  },
);

function reportProgress(total: number): (answer: Answer | null) => void {
  let done = 0;
  let correct = 0;
  let shownAt = performance.now();
  return (answer) => {
    done += 1;
    if (answer?.correct ) correct += 1;
    for (const violation of answer?.lockViolations ?? []) process.stderr.write(`${answer?.question.id}: ${violation}\n`);
    if (done < total && performance.now() - shownAt < 5_000) return;
    shownAt = performance.now();
    process.stderr.write(`${done} of ${total} questions, ${correct} correct\n`);
  };
}
