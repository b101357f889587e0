import { readFileSync } from 'node:fs';
import { version } from 'react';
import { version as domVersion } from 'react-dom';
import { expect, it } from 'vitest';
import * as kit from '../src/index.ts';
import { samples } from './samples.tsx';

it('shows every component that the package exports', () => {
  const components = Object.entries(kit).flatMap(([name, value]) => (/^[A-Z]/.test(name) && value !== null && ['function', 'object'].includes(typeof value) ? [name] : []));
  const shown = Object.keys(samples);
  const withoutElement = ['PresentationProvider', 'Nl2SqlProvider'];
  expect(components.filter((name) => !shown.some((sample) => sample.split(' ')[0] === name) && !withoutElement.includes(name))).toEqual([]);
});

it('names its entries once each', () => {
  const source = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');
  expect(source).not.toMatch(/export \*/);
});

it('runs with the React that its project names', () => {
  expect([version, domVersion].map((full) => full.split('.')[0])).toEqual([process.env['NL2SQL_REACT'], process.env['NL2SQL_REACT']]);
});
