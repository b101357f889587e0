import { fileURLToPath } from 'node:url';
import { bundle, transform } from 'lightningcss';
import { withoutLayers } from './without-layers.ts';

const bundled = (name: string): string => bundle({ filename: fileURLToPath(new URL(`../src/styles/${name}`, import.meta.url)), minify: true }).code.toString();

/** The published style sheets by file name: one flat file, one for hosts whose own rules are in no layer, and the bridge. */
export function publishedStyles(): Readonly<Record<'styles.css' | 'styles.unlayered.css' | 'shadcn.css', string>> {
  const layered = bundled('styles.css');
  const unlayered = transform({ filename: 'styles.unlayered.css', code: Buffer.from(withoutLayers(layered)), minify: true }).code.toString();
  return { 'styles.css': layered, 'styles.unlayered.css': unlayered, 'shadcn.css': bundled('shadcn.css') };
}
