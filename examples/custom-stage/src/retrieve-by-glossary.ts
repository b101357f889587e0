import { defaultStages, type RetrieveTableCandidatesInput, type RetrieveTableCandidatesOutput, type Stage } from '@nl2sql/core';
import { foldText } from '@nl2sql/core/text';
import type { GlossaryTerm } from '@nl2sql/example-demo-data';

/** Puts the tables of the terms that a question uses before those that the built-in retriever finds. */
export function retrieveByGlossary(glossary: readonly GlossaryTerm[]): Stage<RetrieveTableCandidatesInput, RetrieveTableCandidatesOutput> {
  return async (input, context) => {
    const question = foldText(input.question);
    const named = glossary
      .filter(({ term }) => question.includes(foldText(term)))
      .flatMap(({ term, tables = [] }) => tables.map((table) => ({ table, score: 1, evidence: [`glossary: ${term}`] })))
      .filter(({ table }) => context.view.tables.has(table));
    const found = await defaultStages.retrieveTableCandidates(input, context);
    const others = found.candidates.filter(({ table }) => !named.some((candidate) => candidate.table === table));
    return { candidates: [...named, ...others].slice(0, input.topK) };
  };
}
