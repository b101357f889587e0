import { parseArgs } from 'node:util';
import { choosePack, PACK_HELP, PACK_OPTIONS } from './choose-pack.ts';
import { CommandError, positiveNumber, runWithOptions } from './command-line.ts';
import { compareFits, splitDatabases, type AnsweredQuestion } from './compare-fits.ts';
import { fitReport } from './fit-report.ts';
import { reportProgress } from './progress.ts';

const HELP = `Fits the weights of the confidence score to a pack and tries them on databases that took no part.

pnpm bench:fit-confidence --pack DIR [options]

${PACK_HELP}
  --seed N           which half of the databases is held out; default 1
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
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    const seed = positiveNumber('seed', options.seed) ?? 1;
    const { pack, model } = await choosePack(options);
    const split = splitDatabases(pack.questions.map(({ db }) => db), seed);
    if (split.heldOut.length === 0) throw new CommandError('A fit needs questions about two databases at least.');

    const answers: AnsweredQuestion[] = [];
    const progress = reportProgress('questions', pack.questions.length);
    const { askPack } = await import('./ask-pack.ts');
    await askPack(pack, { model, oracleChoice: false }, (answer) => {
      progress.step();
      if (answer?.result.status !== 'completed') return;
      answers.push({ db: answer.question.db, correct: answer.correct, confidence: answer.result.confidence });
    });
    const comparison = compareFits(answers, split);
    process.stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : `${fitReport(comparison)}\n`);
  },
);
