export { foldText, splitIdentifier, stem, tokenise, type Token } from './words.ts';
