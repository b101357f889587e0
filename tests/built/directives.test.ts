import { expect, it } from 'vitest';
import { read } from '../repository/sources.ts';
import { builtPackages } from './built-packages.ts';

const react = builtPackages.find(({ name }) => name === '@nl2sql/react')!;
const files = react.built.filter((file) => file.endsWith('.js')).map((file) => ({ file, code: read(`${react.folder}/dist/${file}`) }));

/** What a server component may not do itself: keep state, read a context, take an event. */
const INTERACTIVE =
  /\buse(?!Id\b|Memo\b|Callback\b)[A-Z]\w*\(|\bcreateContext\(|\bon(Blur|Change|Click|Focus|Input|Key\w+|Mouse\w+|Pointer\w+|Scroll|Submit|Toggle)\b:|extends \w*Component\b/;
const DIRECTIVE = /^["']use client["'];/;

it.each(files)('$file says that it needs a browser if it does, and else does not', ({ code }) => {
  expect(DIRECTIVE.test(code)).toBe(INTERACTIVE.test(code));
});

it('finds both kinds', () => {
  expect(files.filter(({ code }) => DIRECTIVE.test(code)).length).toBeGreaterThan(2);
  expect(files.filter(({ code }) => !DIRECTIVE.test(code)).length).toBeGreaterThan(5);
});
