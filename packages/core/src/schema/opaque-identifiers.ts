/** Letters and digits mixed in one run of at least eight: a UUID, a hash, a host or serial number; or a UUID of digits. */
const OPAQUE = /(?<![\p{L}\p{N}_])(?=[\p{L}\p{N}._:@-]*\p{N})(?=[\p{L}\p{N}._:@-]*\p{L})[\p{L}\p{N}._:@-]{8,}/gu;

/**
 * The question without identifiers of single things, whose letters name nothing in a schema: the
 * `dead` of `7f3a-dead-00c4` is no column. `address_line_1` stays, since it is how a column is written.
 */
export function withoutIdentifiers(question: string): string {
  return question.replace(OPAQUE, (run) => (/^\p{L}+(?:[_.]\p{L}+)*_?\p{N}{0,4}$/u.test(run) ? run : ' '));
}
