import type { ExampleQuestion, GlossaryEntry } from '../contracts/index.ts';
import type { Catalog } from '../schema/catalog.ts';
import { missingNames, type DomainKnowledge } from '../schema/domain-knowledge.ts';
import { findMentions } from '../schema/hidden-names.ts';

/**
 * The part of the host's knowledge that somebody may use who sees only a part of the catalog: entries
 * and examples that name, in a list or in a text, nothing outside of it. Nothing of the others is kept,
 * since a term alone may tell what a hidden table is about.
 */
export function visibleKnowledge({ glossary, examples }: DomainKnowledge, catalog: Catalog, visible: Catalog): DomainKnowledge {
  const tables = new Map(visible.tables.map((table) => [table.name, table]));
  const mentions = findMentions(visible.tables, catalog.tables) ?? (() => false);
  const isVisible = (named: GlossaryEntry | ExampleQuestion): boolean => missingNames(named, tables).length === 0 && !textsOf(named).some(mentions);
  return { glossary: glossary.filter(isVisible), examples: examples.filter(isVisible) };
}

function textsOf(named: GlossaryEntry | ExampleQuestion): readonly string[] {
  return 'term' in named ? [named.term, ...(named.synonyms ?? []), named.meaning ?? ''] : [named.question, named.sql ?? ''];
}
