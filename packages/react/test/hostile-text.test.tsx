import { JSDOM } from 'jsdom';
import { cloneElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { samples } from './samples.tsx';

/** What people, models and databases say; all else that a component is given is chosen from a few words. */
const SAID = new Set(['column', 'comment', 'description', 'detail', 'label', 'name', 'question', 'reason', 'sql', 'summary', 'table', 'text', 'title', 'value']);

const TEXTS = [
  '<img src=x onerror=steal()>',
  '<script>steal()</script>',
  '</td></div><svg/onload=steal()>',
  '<b onmouseover="steal()">north</b>',
  '![chart](https://host.test/p.png?rows=1)',
  '[read on](javascript:steal())',
  '<a href="data:text/html;base64,AAAA">read on</a>',
  '"><iframe srcdoc="<script>steal()</script>">',
];

/** What a component is given, with the text in place of whatever is said in it. */
function saying(given: unknown, text: string, key = ''): unknown {
  if (typeof given === 'string') return SAID.has(key) || key === 'rows' ? text : given;
  if (Array.isArray(given)) return given.map((entry) => saying(entry, text, key === 'rows' ? key : ''));
  if (typeof given !== 'object' || given === null || Object.getPrototypeOf(given) !== Object.prototype) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, saying(value, text, name)]));
}

/** A component with the text in it: its children are elements, and are left as they are. */
function pageOf(element: ReactElement, text: string): Document {
  const { children: _children, ...props } = element.props as Record<string, unknown>;
  return new JSDOM(renderToStaticMarkup(cloneElement(element, saying(props, text) as object))).window.document;
}

const elementsOf = (page: Document): readonly Element[] => [...page.body.querySelectorAll('*')];
const kindsOf = (page: Document): readonly string[] => elementsOf(page).flatMap((element) => [element.localName, ...element.getAttributeNames().map((name) => `@${name}`)]);

const plain = new Map(Object.entries(samples).map(([name, element]) => [name, pageOf(element, 'plain words')]));
const usual = new Set([...plain.values()].flatMap(kindsOf));
const read = Object.keys(samples).filter((name) => plain.get(name)?.body.textContent.includes('plain words'));

describe('OUT-4: what people, models and databases say', () => {
  it('is read in most components', () => {
    expect(read).toEqual(expect.arrayContaining(['ApprovalRequest', 'AssumptionChips', 'ChatPanel', 'ExplainabilityPanel', 'ImpactSummary', 'Notice', 'ResultTable with rows', 'SqlBlock', 'StageProgress that runs', 'TableDisambiguation']));
  });

  it.each(TEXTS)('makes no element, attribute or link: %s', (text) => {
    for (const [name, element] of Object.entries(samples)) {
      const page = pageOf(element, text);
      expect(kindsOf(page).filter((kind) => !usual.has(kind)), name).toEqual([]);
      const targets = elementsOf(page).flatMap((each) => ['href', 'src', 'srcset', 'action', 'formaction', 'style'].flatMap((attribute) => each.getAttribute(attribute) ?? []));
      expect(targets.filter((target) => /host\.test|script:|data:|steal/.test(target)), name).toEqual([]);
      if (read.includes(name)) expect(page.body.textContent, name).toContain(text);
    }
  });
});
