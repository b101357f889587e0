import { describe, expect, it } from 'vitest';
import { cleanText } from './untrusted.ts';

describe('cleanText', () => {
  it.each([
    ['می\u200cدهند', 'می\u200cدهند'],
    ['👩\u200d💻', '👩\u200d💻'],
    ['line\nbreak\ttab', 'line\nbreak\ttab'],
    ['or\u200bders\u202e', 'orders'],
    ['orders\u200d \u200cnow\u0000', 'orders now'],
  ])('makes %j into %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});
