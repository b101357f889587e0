import { closeSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Answer } from './answer-question.ts';
import { answersReport } from './answers-report.ts';
import { choosePack, PACK_HELP, PACK_OPTIONS } from './choose-pack.ts';
import { openItems, runWithOptions } from './command-line.ts';
import { reportProgress } from './progress.ts';
import { itemOf, summariseAnswers } from './summarise-answers.ts';

const HELP = `Asks the questions of a pack and compares the answers with gold.

pnpm bench:answers --pack DIR [options]

${PACK_HELP}
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
        ...PACK_OPTIONS,
        'oracle-choice': { type: 'boolean', default: false },
        items: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    const { pack, model } = await choosePack(options);
    const oracleChoice = options['oracle-choice'];
    const items = options.items === undefined ? null : openItems(options.items);

    const answers: Answer[] = [];
    const progress = reportProgress('questions', pack.questions.length);
    let correct = 0;
    try {
      // Loaded when all options are right: a mistake is reported at once.
      const { askPack } = await import('./ask-pack.ts');
      const skipped = await askPack(pack, { model, oracleChoice }, (answer) => {
        if (answer?.correct) correct += 1;
        for (const violation of answer?.lockViolations ?? []) process.stderr.write(`${answer?.question.id}: ${violation}\n`);
        progress.step(`${correct} correct`);
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
