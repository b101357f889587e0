import { parseArgs } from 'node:util';
import { CommandError, positiveNumber, runWithOptions } from './command-line.ts';
import { readRetrievalQuestions } from './retrieval/read-retrieval-questions.ts';
import { readSchema } from './retrieval/read-schema.ts';
import { missesReport, retrievalReport } from './retrieval/retrieval-report.ts';
import { worstRankings } from './retrieval/summarise-retrieval.ts';

const HELP = `Has the pipeline retrieve tables for questions, over several databases in one namespace.

pnpm bench:retrieval --schema FILE --questions FILE [options]

  --schema FILE     a JSON array of {db_id, table, columns: [{name, type?, pk?, fk?, description?}]}
  --questions FILE  {id, db, question, evidence?, tables} a line
  --misses N        show the N worst questions as well, with the places of their tables and what was found
  --json            print one JSON object instead of tables
  --help            this text

The pipeline is not told the database of a question. Exit code 2: a file is missing, or not what it ought to be.
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        schema: { type: 'string' },
        questions: { type: 'string' },
        misses: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    if (options.schema === undefined) throw new CommandError('--schema FILE is missing; --help lists the options.');
    if (options.questions === undefined) throw new CommandError('--questions FILE is missing; --help lists the options.');
    const shown = positiveNumber('misses', options.misses);
    const schema = readSchema(options.schema);
    const { questions, strangers, withoutGold } = readRetrievalQuestions(options.questions, schema);
    const note = (file: string, what: string, count: number) => {
      if (count > 0) process.stderr.write(`${file}: ${what}: ${count}\n`);
    };
    note(options.schema, 'tables that stand there more than once, and were put together', schema.repeated);
    note(options.questions, 'needed tables that the schema does not hold, and that count as not found', strangers.length);
    note(options.questions, 'questions that need no table, and were left out', withoutGold);

    // Loaded when all files are right: a mistake is reported at once.
    const { measureRetrieval } = await import('./retrieval/measure-retrieval.ts');
    const { summary, retrieved } = await measureRetrieval(schema, questions);
    const misses = shown === undefined ? null : worstRankings(retrieved, shown);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(misses === null ? summary : { ...summary, misses })}\n`);
    } else {
      process.stdout.write([retrievalReport(summary), ...(misses === null ? [] : ['', missesReport(misses)]), ''].join('\n'));
    }
  },
);
