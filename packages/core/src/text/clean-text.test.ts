import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';

describe('cleanText', () => {
  it.each([
    ['می\u200cدهند', 'می\u200cدهند'],
    ['क्\u200dष', 'क्\u200dष'],
    ['👩\u200d💻', '👩\u200d💻'],
    ['❤\uFE0F\u200d🔥', '❤\uFE0F\u200d🔥'],
    ['line\nbreak\ttab', 'line\nbreak\ttab'],
    ['or\u200bders\u202e', 'orders'],
    ['or\u200dders', 'orders'],
    ['orders\u200d \u200cnow\u0000', 'orders now'],
    ['re\u001b[31mvenue\u009b', 're[31mvenue'],
    ['a\u{E0041}\u{E0042}\u{E007F}', 'a'],
    ['a\uFE0F\uFE01\u{E0100}\u{E0101} b', 'a\uFE0F b'],
    ['a\u3164\u115F\u034Fb', 'ab'],
    ['half \ud83d a pair', 'half  a pair'],
  ])('makes %j into %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});
