import postcss from 'postcss';

/** Weighs as much as one class and matches everything. */
const ONE_CLASS = ':not(.nl2sql-never)';

/**
 * The same rules outside of layers. All gain the weight of one class alike, so that their order stays
 * what decides between them, while a host's bare `button` no longer wins.
 */
export function withoutLayers(css: string): string {
  const root = postcss.parse(css);
  root.walkAtRules('layer', (layer) => {
    if (layer.nodes === undefined) layer.remove();
    else layer.replaceWith(layer.nodes);
  });
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && (rule.parent as postcss.AtRule).name.endsWith('keyframes')) return;
    rule.selectors = rule.selectors.map((selector) => selector.replace(/^:where\(.*\)/, `$&${ONE_CLASS}`));
  });
  return root.toString();
}
