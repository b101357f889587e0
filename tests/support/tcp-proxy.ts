import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What stands between a client and its server and can fail as a network does. */
export interface TcpProxy {
  /** The address of the server, through the proxy. */
  readonly url: string;
  /**
   * Cuts the connection on which a client sends the text: `request`, before it reaches the server, or
   * `reply`, when the server has answered it and nobody has heard.
   */
  cutAt(text: string, lost: 'request' | 'reply'): void;
  /** Cuts what is connected and refuses everybody, as when the server's process has ended. */
  goDown(): Promise<void>;
  /** Takes connections again. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** A proxy on the loopback before the server of a URL. Without TLS, so that it can read along. */
export async function startTcpProxy(url: string, defaultPort: number): Promise<TcpProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let cut: { readonly text: string; readonly lost: 'request' | 'reply' } | undefined;
  let listening: Server | undefined;

  function relay(client: Socket): void {
    const server = connect(Number(target.port || defaultPort), target.hostname);
    let answerIsLost = false;
    const end = () => {
      for (const socket of [client, server]) {
        sockets.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (data) => {
      if (cut !== undefined && data.includes(cut.text)) {
        if (cut.lost === 'request') return end();
        answerIsLost = true;
      }
      server.write(data);
    });
    server.on('data', (data) => (answerIsLost ? end() : client.write(data)));
  }

  async function listen(port: number): Promise<number> {
    const server = createServer(relay).listen(port, '127.0.0.1');
    await once(server, 'listening');
    listening = server;
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async function goDown(): Promise<void> {
    const closing = listening;
    listening = undefined;
    if (closing === undefined) return;
    const closed = once(closing, 'close');
    closing.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const port = await listen(0);
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    cutAt(text, lost) {
      cut = { text, lost };
    },
    goDown,
    comeBack: async () => void (await listen(port)),
    close: goDown,
  };
}
