/** Shorter values are too common to be looked for, and too short to be secrets. */
const SHORTEST_SECRET = 4;

/**
 * Makes a function that takes secrets out of a text: the given ones, and whatever has the form of a key
 * of OpenAI, Anthropic or Google, or of a bearer token, because providers echo keys in part.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  // Longest first, so that a secret which contains another leaves nothing of itself behind.
  const known = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).sort((left, right) => right.length - left.length);
  return (text) => {
    let redacted = text;
    for (const secret of known) redacted = redacted.replaceAll(secret, '[redacted]').replaceAll(encodeURIComponent(secret), '[redacted]');
    return redacted.replace(/\b(?:sk-|AIza)[\w*.-]+/g, '[redacted]').replace(/\bBearer\s+[^\s"',]+/gi, 'Bearer [redacted]');
  };
}
