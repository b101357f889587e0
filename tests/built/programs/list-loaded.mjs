// Imports the module that the argument names, and prints the address of everything that was loaded with it.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
register('./watch-imports.mjs', { parentURL: import.meta.url, data: { without: null, port: port2 }, transferList: [port2] });
port1.unref();

// When nothing is left to do, also what a module began to import without waiting for it has come.
process.once('beforeExit', () => {
  const loaded = new Set(Object.keys(createRequire(import.meta.url).cache).map((file) => pathToFileURL(file).href));
  for (let received = receiveMessageOnPort(port1); received !== undefined; received = receiveMessageOnPort(port1)) loaded.add(received.message);
  process.stdout.write(JSON.stringify([...loaded]));
});

await import(process.argv[2]);
