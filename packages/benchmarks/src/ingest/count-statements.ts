import Libsql from 'libsql/promise';
import { Connection } from 'mysql2';
import pg from 'pg';

type Method = (...args: unknown[]) => unknown;

const SENDING: readonly (readonly [prototype: object, names: readonly string[]])[] = [
  [pg.Client.prototype, ['query']],
  [Object.getPrototypeOf(Connection.prototype) as object, ['query', 'execute', 'prepare']],
  [Libsql.prototype, ['prepare', 'exec']],
];

/** Counts the statements that this process sends through any of the three drivers, from the call on. */
export function countStatements(): () => number {
  let count = 0;
  for (const [prototype, names] of SENDING) {
    for (const name of names) {
      const send = Reflect.get(prototype, name) as Method;
      Reflect.set(prototype, name, function counted(this: unknown, ...args: unknown[]) {
        count += 1;
        return send.apply(this, args);
      });
    }
  }
  return () => count;
}
