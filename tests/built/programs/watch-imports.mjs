/** @type {{ without: string | null, port: import('node:worker_threads').MessagePort | null }} */
let options;

/** Hooks for `module.register`: tells of every module that is found, and finds nothing of one package. */
export function initialize(given) {
  options = given;
}

export async function resolve(specifier, context, next) {
  if (options.without !== null && (specifier === options.without || specifier.startsWith(`${options.without}/`))) {
    throw Object.assign(new Error(`Cannot find package '${options.without}'`), { code: 'ERR_MODULE_NOT_FOUND' });
  }
  const found = await next(specifier, context);
  options.port?.postMessage(found.url);
  return found;
}
