import { parseArgs } from 'node:util';
import { ambiguityReport } from './ambiguity/ambiguity-report.ts';
import { readItems } from './ambiguity/read-items.ts';
import { summariseAmbiguity } from './ambiguity/summarise-ambiguity.ts';
import { chooseModel } from './choose-model.ts';
import { CommandError, positiveNumber, runWithOptions } from './command-line.ts';
import { reportProgress } from './progress.ts';

const HELP = `Asks questions that are ambiguous, clear, or not for the data, and counts which are asked back, answered and refused.

pnpm bench:ambiguity --file FILE [options]

  --file FILE   {id, pair?, question, schema: [{table, columns, primaryKey?}], db?, label, kind?, readings?} a line
  --model NAME  offline (default), or openai:NAME with OPENAI_API_KEY
  --misses N    list the first N items that ended otherwise than they should
  --json        print one JSON object instead of tables
  --help        this text

A label is ambiguous, clear, unanswerable or off_topic. A db that is a SQLite file, from the folder of FILE, is asked
itself; otherwise the tables of the schema are, without any rows.
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        file: { type: 'string' },
        model: { type: 'string', default: 'offline' },
        misses: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    if (options.file === undefined) throw new CommandError('--file FILE is missing; --help lists the options.');
    const misses = positiveNumber('misses', options.misses) ?? 0;
    const items = readItems(options.file);
    const model = await chooseModel(options.model);

    // Loaded when all options are right: a mistake is reported at once.
    const { askItems } = await import('./ambiguity/ask-items.ts');
    const asked = await askItems(items, model, reportProgress('questions', items.length).step);
    process.stdout.write(options.json ? `${JSON.stringify(summariseAmbiguity(asked))}\n` : `${ambiguityReport(asked, misses)}\n`);
  },
);
