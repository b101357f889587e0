import { read } from '../sources.ts';
import { table } from './component-page.ts';

interface Budget {
  readonly name: string;
  readonly limit: string;
}

/** What the kit may weigh, as `size-limit` holds it to it. */
export function sizeTable(): string {
  const budgets = (JSON.parse(read('.size-limit.json')) as readonly Budget[]).filter(({ name }) => name.startsWith('@nl2sql/react'));
  return table(['entry', 'at most, gzip'], budgets.map(({ name, limit }) => [name.replace(/^@nl2sql\/react[\w/.-]*/, '`$&`'), limit]));
}
