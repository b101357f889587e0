import { within } from '../stopping.ts';
import { type MysqlConfig, type MysqlDriver, sideSettings } from './driver.ts';
import { READ_WHEREABOUTS, type Whereabouts } from './server.ts';

/** How long the server is waited for: who closes the database waits for it as well. */
const ANSWER_MS = 5_000;

/**
 * Ends a connection whose statement is not wanted any more, from a connection of its own, because the
 * server does not notice while it computes that nobody listens.
 *
 * The whole connection and not the statement, since the adapter never uses it again: a statement that
 * the server has not begun yet would outlive being stopped. Only on the very server where the
 * connection is, as behind one name there can be several, each with a connection of that number.
 *
 * Never throws: where no connection is to be had, the server's own time limit ends the statement.
 */
export async function stopStatement(loadDriver: () => Promise<MysqlDriver>, config: MysqlConfig, { connectionId, server }: Whereabouts): Promise<void> {
  try {
    const driver = await loadDriver();
    const side = await driver.createConnection(sideSettings(config));
    side.on('error', () => undefined);
    const kill = async () => {
      const [rows] = await side.query(READ_WHEREABOUTS);
      const found: unknown = Array.isArray(rows) ? Object.values(rows[0] as object)[1] : undefined;
      if (found === server && /^\d+$/.test(connectionId)) await side.query(`KILL CONNECTION ${connectionId}`);
    };
    try {
      await within(kill(), ANSWER_MS, () => new Error('The server does not answer.'));
    } finally {
      side.destroy();
    }
  } catch {
    // The connection has ended already, or the server's own limit ends it.
  }
}
