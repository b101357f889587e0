import { createHash } from 'node:crypto';
import { ConfigurationError } from '@nl2sql/core/errors';
import type { RemoteModelOptions } from '../../remote/settings.ts';

/** How texts are put to a model that embeds them. */
export interface TextOptions {
  /** Stands before every text that is stored, for models that were trained with one, such as `passage: `. Default: nothing, or what the model is known to need. */
  readonly documentPrefix?: string;
  /** Stands before every question, such as `query: `. Default: nothing, or what the model is known to need. */
  readonly queryPrefix?: string;
  /** Characters of a text that are embedded; the rest is cut off, since a model takes only so many tokens. Default 8,000. */
  readonly maxCharacters?: number;
  /** Texts in one request. Default 64. */
  readonly batchSize?: number;
  /** Requests of one call of `embed` that are under way at the same time. Default 2. */
  readonly concurrency?: number;
}

/** What can be set for an embedder behind a server, whoever runs it. */
export interface RemoteEmbedderOptions extends RemoteModelOptions, TextOptions {
  /** How many numbers a vector has. Needed for a model that is not known; a server that gives another length is an error. */
  readonly dimensions?: number;
  /** Whether the server is asked for `dimensions`, which some models shorten their vectors to. Default: where the model is known to. */
  readonly sendDimensions?: boolean;
  /**
   * Tells two models apart that a server gives the same name: the vectors of another version are made
   * anew. Default: none.
   */
  readonly version?: string;
}

/** What is known of a model by its name. */
export interface KnownModel {
  readonly dimensions: number;
  readonly sendDimensions?: boolean;
  readonly documentPrefix?: string;
  readonly queryPrefix?: string;
}

export interface TextSettings {
  readonly prefixes: Readonly<Record<'document' | 'query', string>>;
  readonly maxCharacters: number;
  readonly batchSize: number;
  readonly concurrency: number;
}

/** The options of an embedder behind a server that are not those of the server, checked and with their defaults. */
export interface EmbedderSettings {
  /** What has to be the same for two vectors to be compared: model, version and prefixes. */
  readonly id: string;
  readonly dimensions: number;
  readonly sendDimensions: boolean;
  readonly texts: TextSettings;
}

/**
 * @param name - Of the factory, for errors.
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value, or `dimensions` is needed.
 */
export function embedderSettings(name: string, options: RemoteEmbedderOptions, known: KnownModel | undefined): EmbedderSettings {
  const dimensions = options.dimensions ?? known?.dimensions;
  if (dimensions === undefined) {
    throw new ConfigurationError(`${name}() does not know how many numbers a vector of ${options.model} has.`, { hint: 'Pass dimensions; the page of the model names them.' });
  }
  const { documentPrefix = known?.documentPrefix, queryPrefix = known?.queryPrefix, version } = options;
  const texts = textSettings(name, { ...options, ...(documentPrefix === undefined ? {} : { documentPrefix }), ...(queryPrefix === undefined ? {} : { queryPrefix }) });
  return {
    id: embedderId(`${name}:${options.model}${version === undefined ? '' : `@${version}`}`, texts),
    dimensions: checkedDimensions(name, dimensions),
    sendDimensions: options.sendDimensions ?? known?.sendDimensions ?? false,
    texts,
  };
}

/** @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value. */
export function textSettings(name: string, { documentPrefix = '', queryPrefix = '', maxCharacters = 8_000, batchSize = 64, concurrency = 2 }: TextOptions): TextSettings {
  for (const [option, value] of Object.entries({ maxCharacters, batchSize, concurrency })) {
    if (!Number.isInteger(value) || value < 1) throw new ConfigurationError(`The option ${option} of ${name}() must be a whole number of at least 1.`);
  }
  return { prefixes: { document: documentPrefix, query: queryPrefix }, maxCharacters, batchSize, concurrency };
}

export function checkedDimensions(name: string, dimensions: number): number {
  if (!Number.isInteger(dimensions) || dimensions < 1) throw new ConfigurationError(`The option dimensions of ${name}() must be a whole number of at least 1.`);
  return dimensions;
}

/** The id of a model together with the prefixes, since another prefix gives other vectors. */
export function embedderId(model: string, { prefixes }: TextSettings): string {
  if (prefixes.document === '' && prefixes.query === '') return model;
  return `${model}#${createHash('sha256').update(JSON.stringify([prefixes.document, prefixes.query])).digest('hex').slice(0, 8)}`;
}
