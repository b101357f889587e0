/** Forms of verbs and adjectives that no rule finds; those of nouns are `stem`'s. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  `bear:born,borne begin:began,begun break:broke,broken bring:brought build:built buy:bought catch:caught choose:chose,chosen come:came
  draw:drew,drawn drive:drove,driven eat:ate,eaten fall:fell,fallen fight:fought find:found fly:flew,flown forget:forgot,forgotten
  get:got,gotten give:gave,given go:went,gone grow:grew,grown hear:heard hold:held keep:kept know:knew,known lead:led leave:left lend:lent
  lose:lost make:made mean:meant meet:met pay:paid ride:rode,ridden rise:rose,risen run:ran say:said see:saw,seen seek:sought sell:sold
  send:sent shoot:shot show:shown sing:sang,sung sit:sat sleep:slept speak:spoke,spoken spend:spent stand:stood steal:stole,stolen
  swim:swam,swum take:took,taken teach:taught tell:told think:thought throw:threw,thrown understand:understood wear:wore,worn
  win:won write:wrote,written good:better,best bad:worse,worst far:farther,farthest,further,furthest`
    .split(/\s+/)
    .flatMap((entry) => {
      const [base = '', forms = ''] = entry.split(':');
      return forms.split(',').map((form): [string, string] => [form, base]);
    }),
);

/** Endings with what may have stood in their place, as WordNet's own morphological rules have them (morphy(7WN)). */
const ENDINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ies$/, ['y']],
  [/es$/, ['', 'e']],
  [/s$/, ['']],
  [/(?:ied|iest|ier)$/, ['y']],
  [/(?:ed|ing|est|er)$/, ['', 'e']],
];

/** The word itself, then the forms that it may be an inflection of, the likeliest first. */
export function baseForms(word: string): string[] {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return [irregular, word];
  const forms = [word];
  for (const [ending, endings] of ENDINGS) {
    if (word.length < 5 || !ending.test(word)) continue;
    for (const other of endings) forms.push(word.replace(ending, other));
    // `planned` comes from `plan`.
    const doubled = /^(.*(.))\2(?:ed|ing|est|er)$/.exec(word)?.[1];
    if (doubled !== undefined) forms.push(doubled);
    break;
  }
  return forms;
}
