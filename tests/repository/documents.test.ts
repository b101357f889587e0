import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { leastPrivilegeScript as mysqlScript } from '../../packages/adapters/src/databases/mysql.ts';
import { leastPrivilegeScript as postgresScript } from '../../packages/adapters/src/databases/postgres.ts';
import { ERROR_CODES } from '../../packages/core/src/errors/index.ts';
import { STAGE_NAMES } from '../../packages/core/src/protocol/index.ts';
import { limitsSchema } from '../../packages/core/src/server/index.ts';
import { settingsSchema } from '../../packages/core/src/settings.ts';
import { LIMITS } from '../../packages/core/src/sql/limits.ts';
import { coreLayers, coreNarrowFolders } from './import-rules.ts';
import { read, repositoryFiles } from './sources.ts';

it('draws every stage in the README, in its order', () => {
  const readme = read('README.md');
  const places = STAGE_NAMES.map((name) => readme.indexOf(name));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

it('lists every command in CONTRIBUTING, and none that is not there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const { bin } = JSON.parse(read('examples/cli/package.json')) as { bin: Record<string, string> };
  const rows = read('CONTRIBUTING.md').split('\n').filter((line) => line.startsWith('| `pnpm '));
  const listed = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`pnpm (?:exec )?([\w:-]+)`/g)].map((command) => command[1]!));
  expect(listed.toSorted()).toEqual(Object.keys({ ...scripts, ...bin }).toSorted());
});

it('maps every folder of core in CONTRIBUTING', () => {
  const map = read('CONTRIBUTING.md');
  const folders = [...coreLayers.flat(), ...Object.keys(coreNarrowFolders)].filter((place) => place !== 'access' && place !== 'index.ts');
  expect(folders.filter((place) => !map.includes(`\n  ${place}${place.endsWith('.ts') ? '' : '/'}`))).toEqual([]);
});

it('lists every stage in the README of core, by the option that replaces it', () => {
  const options = STAGE_NAMES.map((name) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
  const rows = read('packages/core/README.md').split('\n').filter((line) => /^\| `\w+` \|/.test(line));
  expect(rows.map((row) => row.split('`')[1]).filter((name) => options.includes(name!))).toEqual(options);
});

it('lists every adapter in its README', () => {
  const { exports: entries } = JSON.parse(read('packages/adapters/package.json')) as { exports: Record<string, unknown> };
  const readme = read('packages/adapters/README.md');
  expect(Object.keys(entries).filter((entry) => entry !== './package.json' && !readme.includes(`@nl2sql/adapters${entry.slice(1)}\``))).toEqual([]);
});

it('shows in the page on security the scripts for a role as they are written', () => {
  const scripts = [...read('docs/security.md').matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, sql]) => sql);
  const tables = { orders: '*', customers: ['id', 'name', 'country'] } as const;
  expect(scripts).toEqual([
    postgresScript({ role: 'nl2sql_reader', database: 'shop', tables }),
    mysqlScript({ user: 'nl2sql_reader', host: '10.0.0.%', database: 'shop', tables }),
  ]);
});

it('lists in the page on the server its limits, its paths and their defaults', () => {
  const page = read('docs/server.md');
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+|null) \|/gm)].map(([, name, value]) => [name!, JSON.parse(value!.replaceAll(',', '')) as unknown]);
  expect(Object.fromEntries(rows)).toEqual(limitsSchema.parse({}));
  const sources = repositoryFiles.filter((file) => /^packages\/core\/src\/server\/\w+-routes\.ts$/.test(file)).map(read).join('');
  const paths = [...sources.matchAll(/method: '(\w+)',\n\s+path: '([^']+)'/g)].map(([, method, path]) => `${method} ${path}`);
  const listed = [...page.matchAll(/^\| `((?:GET|POST) [^`?]+)/gm)].map(([, path]) => path);
  expect(listed.toSorted()).toEqual(paths.toSorted());
});

it('gives in the page on security the bounds as they are', () => {
  const { limits } = settingsSchema.parse({});
  const rows = read('docs/security.md').split('\n').filter((line) => line.startsWith('| '));
  const figures = (start: string): readonly number[] => {
    const row = rows.find((line) => line.startsWith(`| ${start}`)) ?? '';
    return [...(row.split('|')[2] ?? '').matchAll(/\d[\d,]*/g)].map(([figure]) => Number(figure.replaceAll(',', '')));
  };
  expect(figures('length of a statement')).toEqual([LIMITS.bytes, LIMITS.tokens]);
  expect(figures('parentheses within')).toEqual([LIMITS.nesting]);
  expect(figures('operators in a row')).toEqual([LIMITS.depth]);
  expect(new Set([LIMITS.relations, LIMITS.ctes, LIMITS.setMembers])).toEqual(new Set(figures('tables, parts in WITH')));
  expect(figures('columns of a result')).toEqual([LIMITS.columns]);
  expect(figures('values of an IN list')).toEqual([LIMITS.inList]);
  expect(figures('characters that one')).toEqual([LIMITS.width]);
  expect(figures('rows of a series')).toEqual([LIMITS.series]);
  expect(figures('steps of a recursive query')).toEqual([limits.recursionSteps]);
  expect(figures('rows of a result')).toEqual([limits.rows]);
  expect(figures('time of a statement')).toEqual([limits.queryTimeoutMs]);
  expect(figures('time of all second parsers')).toEqual([limits.parserTimeoutMs]);
});

it('says in the page on adapters of one\'s own which codes and which cases there are', () => {
  const page = read('docs/write-your-own-adapter.md');
  const codes = [...new Set([...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code!))];
  expect(codes.filter((code) => !(code in ERROR_CODES))).toEqual([]);
  expect(Object.keys(ERROR_CODES).filter((code) => /^(DATABASE|MODEL)_/.test(code) && !codes.includes(code))).toEqual([]);
  const kits = [...read('packages/core/src/testing/index.ts').matchAll(/\b(\w+Cases)\b/g)].map(([, kit]) => kit!);
  expect(kits.filter((kit) => !page.includes(`\`${kit}\``))).toEqual([]);
});

it('links only to pages and headings that are there', () => {
  const documents = repositoryFiles.filter((file) => file.endsWith('.md') && !file.startsWith('.changeset/'));
  const headings = (file: string): string[] => read(file).split('\n').filter((line) => /^#+ /.test(line))
    .map((line) => line.replace(/^#+ /, '').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
  const broken = documents.flatMap((file) =>
    [...read(file).replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [path = '', heading] = link.split('#');
      const target = path === '' ? file : posix.join(posix.dirname(file), path);
      const isThere = repositoryFiles.some((known) => known === target || known.startsWith(`${target}/`));
      return isThere && (heading === undefined || headings(target).includes(heading)) ? [] : [`${file}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});
