/** Words that shape a question and name nothing in a database. */
const FUNCTION_WORDS = `a about above across after again against all along also although am among an and any anybody anyone anything are aren't around as at
be because been before being below between both but by can cannot could did do does doing done during each either else every everybody everyone everything
except for from further get gets getting got had has have having he her here hers him his how however i if in into is isn't it its itself just let like
many may me might mine more most much must my near neither no nobody none nor not of off on one ones only onto or other others otherwise our ours out over own per
please same shall she should since so some somebody someone something such than that the their theirs them then there these they this those though through to
together too toward towards under until up upon us very was we were what when where whether which while who whom whose why will with within without would yes
you your yours`;

/** Words that ask for something, or say how to compute or arrange it. */
const REQUEST_WORDS = `add amount ascending average avg alphabetical alphabetically answer calculate compute contain containing contains corresponding count counts
descending descend different display distinct exist exists fetch few fewer fewest find first following give given greater greatest high higher highest identify include including
individual involve involved kind large larger largest last least less lexicographical lexicographically list lists low lower lowest maximal maximum max mean min
minimal minimum name names named number numbers occur order ordered overall percent percentage print provide rank ranked report result return retrieve row rows search select several show
shown shows small smaller smallest sort sorted sum tell third top total totals twice use used uses using value values want whatever`;

const words = (text: string): string[] => text.split(/\s+/);

/** Function words: alone they never name a table, a column or a value. */
export const STOP_WORDS: ReadonlySet<string> = new Set(words(FUNCTION_WORDS));

/** Function words and the words of asking and computing, which alone seldom name a stored value. */
export const QUESTION_WORDS: ReadonlySet<string> = new Set([...STOP_WORDS, ...words(REQUEST_WORDS)]);
