import { parseArgs } from 'node:util';
import { chooseModel } from './choose-model.ts';
import { CommandError, positiveNumber, runWithOptions } from './command-line.ts';
import { compareFits, splitDatabases, type AnsweredQuestion } from './compare-fits.ts';
import { fitReport } from './fit-report.ts';
import { readPack } from './read-pack.ts';

const HELP = `Fits the weights of the confidence score to a pack and tries them on databases that took no part.

pnpm bench:fit-confidence --pack DIR [options]

  --pack DIR         holds questions.jsonl and databases/<db>.sqlite
  --limit N          only the first N questions of the file
  --databases a,b    only questions about these databases
  --model NAME       offline (default), or openai:NAME with OPENAI_API_KEY
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
        pack: { type: 'string' },
        limit: { type: 'string' },
        databases: { type: 'string' },
        model: { type: 'string', default: 'offline' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    if (options.pack === undefined) throw new CommandError('--pack DIR is missing; --help lists the options.');
    const limit = positiveNumber('limit', options.limit);
    const seed = positiveNumber('seed', options.seed) ?? 1;
    const databases = options.databases?.split(',').filter((name) => name !== '');
    const pack = readPack(options.pack, { ...(limit === undefined ? {} : { limit }), ...(databases === undefined ? {} : { databases }) });
    const split = splitDatabases(pack.questions.map(({ db }) => db), seed);
    if (split.heldOut.length === 0) throw new CommandError('A fit needs questions about two databases at least.');
    const model = await chooseModel(options.model);

    const answers: AnsweredQuestion[] = [];
    const { askPack } = await import('./ask-pack.ts');
    await askPack(pack, { model, oracleChoice: false }, (answer) => {
      if (answer?.result.status !== 'completed') return;
      answers.push({ db: answer.question.db, correct: answer.correct, confidence: answer.result.confidence });
      if (answers.length % 200 === 0) process.stderr.write(`${answers.length} answers\n`);
    });
    const comparison = compareFits(answers, split);
    process.stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : `${fitReport(comparison)}\n`);
  },
);
