import ts from 'typescript';
import { read, repositoryFiles } from '../sources.ts';
import { checker, membersOf, nodesOf, SOURCES } from './react-program.ts';

/** An element that a host may style: its class, its attributes with their values, and what else the style sheet tells apart. */
export interface Part {
  readonly className: string;
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly states: ReadonlySet<string>;
}

interface StyleRule {
  readonly sheet: string;
  readonly className: string;
  /** `[data-tone='info']`, `:hover` and the like, as they follow the class. */
  readonly conditions: readonly string[];
}

const STYLES = `${SOURCES}styles/`;
const sheets = repositoryFiles.filter((file) => file.startsWith(STYLES) && file.endsWith('.css'));

/** Every class that the style sheets name, with what follows it. */
const rules: readonly StyleRule[] = sheets.flatMap((sheet) =>
  [...read(sheet).replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/\.(nl2sql-[\w-]+)((?:\[[^\]]+\]|:(?!:)[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?)*)/g)].map(([, className, conditions]) => ({
    sheet,
    className: className!,
    conditions: conditions!.match(/\[[^\]]+\]|:[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?/g) ?? [],
  })),
);

/** Classes that no component owns. */
const common = new Set(rules.filter(({ sheet }) => sheet === `${STYLES}base.css`).map(({ className }) => className));

/** The style sheets that say how some classes look, without the one of all. */
export const sheetsOf = (classes: ReadonlySet<string>): readonly string[] => sheets.filter((sheet) => rules.some((rule) => rule.sheet === sheet && classes.has(rule.className) && !common.has(rule.className)));

/** The parts that some files render, in the order in which they are written. */
export function partsOf(files: readonly ts.SourceFile[]): readonly Part[] {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const element of files.flatMap((file) => [...nodesOf(file)].filter(ts.isJsxAttributes))) {
    const attributes = element.properties.filter(ts.isJsxAttribute);
    const names = attributes.filter(({ name }) => name.getText() === 'className').flatMap(({ initializer }) => (initializer === undefined ? [] : classesIn(initializer)));
    for (const name of names.filter((className) => !common.has(className))) {
      const known = found.get(name) ?? new Map<string, Set<string>>();
      found.set(name, known);
      for (const attribute of attributes.filter((one) => one.name.getText().startsWith('data-'))) {
        known.set(attribute.name.getText(), new Set([...(known.get(attribute.name.getText()) ?? []), ...valuesOf(attribute.initializer)]));
      }
    }
  }
  return [...found].map(([className, attributes]) => ({ className, ...withStyled(className, attributes) }));
}

function classesIn(node: ts.Node): string[] {
  return [...nodesOf(node)].filter(ts.isStringLiteralLike).flatMap(({ text }) => text.match(/\bnl2sql-[\w-]+/g) ?? []);
}

/** The literals that an attribute may be; none where it is only there or not, or may be anything. */
function valuesOf(initializer: ts.JsxAttributeValue | undefined): readonly string[] {
  if (initializer === undefined) return [];
  if (ts.isStringLiteral(initializer)) return initializer.text === '' ? [] : [initializer.text];
  if (!ts.isJsxExpression(initializer) || initializer.expression === undefined) return [];
  return membersOf(checker.getTypeAtLocation(initializer.expression)).flatMap((type) => (type.isStringLiteral() || type.isNumberLiteral() ? [String(type.value)] : []));
}

/** Adds what the style sheets tell apart. */
function withStyled(className: string, attributes: ReadonlyMap<string, ReadonlySet<string>>): Omit<Part, 'className'> {
  const all = new Map([...attributes].map(([name, values]) => [name, new Set(values)]));
  const states = new Set<string>();
  for (const condition of rules.filter((rule) => rule.className === className).flatMap(({ conditions }) => conditions)) {
    const [, name, value] = /^\[(data-[\w-]+)(?:=["']?([^"'\]]*)["']?)?\]$/.exec(condition) ?? [];
    if (name === undefined) states.add(condition);
    else all.set(name, new Set([...(all.get(name) ?? []), ...(value === undefined ? [] : [value])]));
  }
  return { attributes: all, states };
}
