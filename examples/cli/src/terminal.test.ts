import { describe, expect, it } from 'vitest';
import { createTerminal, detectTerminal } from './terminal.ts';

const TTY = { isTTY: true, columns: 120 };

describe('detectTerminal', () => {
  it.each([
    ['a terminal has colour', TTY, {}, true],
    ['a pipe has none', {}, {}, false],
    ['NO_COLOR turns it off', TTY, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR says nothing', TTY, { NO_COLOR: '' }, true],
    ['FORCE_COLOR turns it on for a pipe', {}, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR comes before NO_COLOR', {}, { FORCE_COLOR: '', NO_COLOR: '1' }, true],
    ['FORCE_COLOR=0 turns it off', TTY, { FORCE_COLOR: '0' }, false],
    ['a dumb terminal has none', TTY, { TERM: 'dumb' }, false],
  ])('%s', (_, stream, environment, colour) => {
    expect(detectTerminal(stream, environment).colour).toBe(colour);
  });

  it.each([
    [TTY, { COLUMNS: '40' }, 120],
    [{}, { COLUMNS: '100' }, 100],
    [{}, { COLUMNS: 'wide' }, 80],
    [{}, {}, 80],
    [{ columns: 3 }, {}, 20],
    [{ columns: 0 }, {}, 80],
  ])('takes the width of %j with %j to be %i', (stream, environment, columns) => {
    expect(detectTerminal(stream, environment).columns).toBe(columns);
  });
});

describe('paint', () => {
  it('adds escape sequences only where there is colour', () => {
    expect(createTerminal(80, true).paint('red', 'no')).toBe('\u001b[31mno\u001b[39m');
    expect(createTerminal(80, true).paint(['bold', 'red'], 'no')).toContain('\u001b[1m');
    expect(createTerminal(80, false).paint('red', 'no')).toBe('no');
    expect(createTerminal(80, true).paint('red', '')).toBe('');
  });
});
