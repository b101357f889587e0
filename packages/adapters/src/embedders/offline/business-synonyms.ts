import { stem } from '@nl2sql/core/text';

/**
 * Words that a business database and a question about it use for one thing, a group a line. The
 * first word names the group. A word may stand in several groups; abbreviations that column names
 * are made of stand beside the word they are short for.
 */
const GROUPS: readonly string[] = [
  // Trade
  'customer client buyer account shopper consumer patron purchaser cust',
  'revenue sale turnover income earning proceed takings',
  'sale sold selling sell',
  'order purchase buy bought ordering',
  'invoice bill billing receipt statement',
  'payment paid pay payout remittance settlement',
  'supplier vendor provider seller merchant manufacturer',
  'product item article sku good merchandise prod',
  'price cost rate fee tariff charge',
  'amount sum total amt value',
  'quantity qty count unit volume number',
  'discount rebate markdown reduction deduction promo',
  'promotion campaign offer deal',
  'profit margin gain surplus',
  'loss deficit shortfall',
  'expense expenditure spending spend cost outlay overhead',
  'tax vat gst levy duty',
  'refund return reimbursement chargeback',
  'shipment delivery shipping dispatch consignment freight',
  'carrier shipper courier forwarder',
  'warehouse depot storehouse storeroom',
  'inventory stock supply',
  'store shop outlet retailer boutique',
  'cart basket trolley',
  'category class group genre type kind',
  'brand make label marque',
  'catalog catalogue listing assortment range',
  'contract agreement deal covenant',
  'subscription membership plan',
  'subscriber member follower',
  'lead prospect opportunity',
  'quote quotation estimate bid proposal',
  'market segment marketplace',
  'competitor rival opponent',
  'warranty guarantee',
  'coupon voucher',
  'loyalty reward bonus point',
  'auction bid tender',
  'export outbound',
  'import inbound',
  'wholesale bulk distributor reseller',
  'complaint issue grievance claim',
  'review feedback comment testimonial',
  'rating score star grade rank',
  'cancel cancellation cancelled void voided',
  'churn attrition',
  // Money
  'money cash fund currency',
  'salary pay wage compensation remuneration earning stipend payroll',
  'bonus incentive commission',
  'budget allocation allotment',
  'debt liability loan borrowing arrear',
  'loan credit mortgage lending',
  'balance remainder outstanding',
  'deposit credit topup',
  'withdrawal debit',
  'transaction transfer txn trx operation',
  'account acct ledger',
  'bank lender',
  'card debit credit',
  'interest yield apr',
  'investment holding asset portfolio',
  'share stock equity security',
  'donation gift contribution grant',
  'donor benefactor contributor sponsor',
  'insurance coverage policy',
  'premium surcharge',
  'fine penalty sanction',
  'rent lease rental hire',
  'tenant renter lessee occupant',
  'landlord owner lessor proprietor',
  'currency exchange forex fx',
  'average mean avg typical',
  'percent percentage pct ratio share proportion',
  'maximum max highest greatest largest biggest top most peak',
  'minimum min lowest smallest least bottom fewest',
  'growth increase rise gain',
  'decline decrease drop fall reduction',
  // People and work
  'employee staff worker personnel emp workforce associate colleague',
  'manager supervisor boss mgr lead head chief director',
  'department division dept unit section',
  'team squad crew club',
  'job position role occupation profession title post',
  'company firm business corporation enterprise organization organisation org employer',
  'branch office subsidiary',
  'person people individual human',
  'user login account member',
  'name title label called',
  'surname lastname family lname',
  'forename firstname given fname',
  'gender sex',
  'birthday birthdate birth dob born',
  'age old year',
  'spouse husband wife partner',
  'parent mother father guardian',
  'child kid son daughter dependent',
  'hire recruit employ onboard',
  'resign quit leave terminate',
  'vacation leave holiday absence',
  'attendance presence attend',
  'skill ability competence expertise qualification',
  'salesperson salesman representative rep agent seller',
  'candidate applicant nominee',
  'applicant application applied apply',
  'contact phone telephone tel mobile cell',
  'email mail',
  'address residence street addr',
  'nationality citizenship',
  'task todo assignment activity',
  'project initiative program programme',
  'shift schedule roster rota',
  'meeting appointment session',
  'experience seniority tenure',
  // Places
  'region territory area zone district',
  'country nation land state',
  'state province county',
  'city town municipality village',
  'location place site venue spot loc',
  'postcode zip zipcode postal',
  'building property premise facility',
  'house home apartment flat residence dwelling',
  'room chamber suite',
  'latitude lat',
  'longitude lon lng',
  'distance mileage length',
  'capital headquarter hq',
  'population inhabitant resident',

  'river stream waterway',
  'mountain peak summit',
  'area size surface acreage',
  'elevation altitude height',
  // Time
  'date day time when',
  'time timestamp datetime moment ts',
  'year annual yearly yr',
  'month monthly',
  'week weekly wk',
  'quarter quarterly qtr',
  'day daily',
  'hour hourly hr',
  'start begin beginning commence opening from',
  'end finish ending close until',
  'duration length runtime period',
  'deadline due expiry expiration',
  'create created creation made added registered inserted',
  'update updated modified changed edited',
  'delete deleted removed remove',
  'recent latest newest last current',
  'oldest earliest first initial',
  'season quarter period',
  'frequency interval recurrence',
  'history log record journal past',
  // Status and structure
  'status state condition stage phase',
  'active enabled live current',
  'inactive disabled dormant',
  'open pending unresolved outstanding',
  'closed resolved complete completed done finished',
  'failed failure error fault',
  'approve approved accept accepted confirm confirmed',
  'reject rejected deny denied decline declined',
  'priority urgency severity importance',
  'description detail desc summary text note remark',
  'identifier id key code number num',
  'reference ref citation',
  'type kind sort variety',
  'level tier grade rank',
  'weight mass heaviness',
  'height tall stature',
  'size dimension measurement',
  'color colour hue',
  'language tongue speech',
  'version revision release edition',
  'list listing catalog directory',
  'ancestor parent superior',
  'member participant attendee',
  'attribute property field characteristic feature',
  'setting preference option configuration config',
  'tag label keyword',
  'owner holder possessor',
  'source origin provenance',
  'target goal objective destination',
  'result outcome score',
  'count number many tally',
  // Support and technology
  'ticket issue case request incident',
  'agent operator handler',
  'device machine equipment hardware apparatus',
  'computer laptop pc workstation',
  'software application app program',
  'server host node',
  'website site web page url',
  'visit session view hit pageview',
  'click tap',
  'visitor guest',
  'browser client useragent',
  'message msg chat',
  'post article blog story',
  'comment reply response',
  'file document attachment doc',
  'image photo picture img',
  'video clip recording',
  'advertisement ad advert campaign',
  'notification alert warning',
  'permission right privilege access',
  'password pwd passcode',
  'event occurrence happening incident',
  'sensor probe detector meter',
  'measurement reading observation metric',
  'feature capability function',
  'bug defect fault',
  'download install',
  // Learning and health
  'student pupil learner scholar',
  'teacher instructor professor lecturer tutor faculty',
  'course class subject lesson module',
  'school college university academy',
  'exam test examination quiz assessment',
  'grade mark gpa',
  'enrollment enrolment registration admission enroll',
  'degree diploma certificate qualification',
  'major specialty specialization discipline',
  'patient inpatient outpatient',
  'doctor physician clinician medic',
  'nurse caregiver',
  'hospital clinic infirmary',
  'disease illness condition diagnosis disorder',
  'treatment therapy procedure cure',
  'medicine medication drug prescription',
  'consultation visit appointment encounter',
  'death deceased mortality',
  'injury wound trauma',
  // Travel, transport, industry
  'car vehicle automobile auto',
  'truck lorry van',
  'driver chauffeur motorist',
  'accident crash collision',
  'flight airplane plane aircraft',
  'airline carrier',
  'airport airfield aerodrome',
  'train railway rail',
  'station stop terminal',
  'trip journey ride travel tour voyage',
  'traveler traveller passenger rider',
  'route path itinerary',
  'departure leave depart',
  'arrival arrive landing',
  'hotel lodging accommodation inn',
  'booking reservation reserve',
  'guest visitor occupant',
  'ship vessel boat',
  'factory plant mill',
  'production manufacturing output',
  'material component part ingredient',
  'machine engine motor',
  'energy power electricity',
  'fuel gas petrol gasoline',
  'maintenance repair service servicing',
  'speed velocity pace',
  'temperature heat',
  'rain precipitation rainfall',
  'crop harvest',
  'farm ranch',
  // Culture, sport, everyday
  'movie film picture cinema',
  'song track tune music',
  'album record lp',
  'artist musician performer',
  'singer vocalist',
  'band group ensemble orchestra',
  'concert show performance gig',
  'actor actress cast',
  'book publication title volume',
  'author writer novelist',
  'publisher press imprint',
  'magazine journal periodical',
  'library archive',
  'game match fixture contest',
  'player athlete sportsman',
  'coach trainer',
  'tournament competition championship cup league',
  'race heat rally',
  'winner champion victor',
  'win victory won',
  'prize award medal trophy',
  'stadium arena venue ground',
  'restaurant diner eatery cafe',
  'food dish meal cuisine',
  'recipe dish',
  'drink beverage',
  'animal pet',
  'dog puppy canine',
  'election vote ballot poll',
  'law statute regulation',
  'crime offense offence',
  'party ceremony celebration',
  'religion faith denomination',
  'club society association',
];

interface SynonymTable {
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly concepts: ReadonlyMap<string, readonly string[]>;
}

let table: SynonymTable | undefined;

/**
 * `stem` only takes off a final `s`, so `taxes` becomes `taxe`: a word is listed under the stem of
 * its plural as well.
 */
function stemsOf(word: string): string[] {
  const plural = /(?:[sxz]|[cs]h)$/.test(word) ? `${word}es` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
  return [...new Set([word, stem(word), stem(plural)])];
}

function synonymTable(): SynonymTable {
  if (table !== undefined) return table;
  const groups = new Map<string, Set<string>>();
  const concepts = new Map<string, Set<string>>();
  for (const line of GROUPS) {
    const words = line.split(' ');
    const name = words[0] as string;
    const members = words.map(stem);
    for (const word of words) {
      for (const form of stemsOf(word)) {
        const known = groups.get(form) ?? new Set([stem(word)]);
        for (const member of members) known.add(member);
        groups.set(form, known);
        concepts.set(form, (concepts.get(form) ?? new Set<string>()).add(name));
      }
    }
  }
  const frozen = (sets: Map<string, Set<string>>): Map<string, readonly string[]> =>
    new Map([...sets].map(([key, values]) => [key, Object.freeze([...values])]));
  table = { groups: frozen(groups), concepts: frozen(concepts) };
  return table;
}

const NONE: readonly string[] = Object.freeze([]);

/**
 * The stems that mean about the same as a stem in business language, the stem itself first; empty
 * for a word that is in no group.
 *
 * @param wordStem - A word as `stem` of `@nl2sql/core/text` leaves it, lower case.
 *
 * @example
 * ```ts
 * import { stem } from '@nl2sql/core/text';
 * synonymGroupOf(stem('clients')); // ['client', 'customer', 'buyer', 'account', …]
 * ```
 */
export function synonymGroupOf(wordStem: string): readonly string[] {
  return synonymTable().groups.get(wordStem) ?? NONE;
}

/**
 * The names of the groups that a stem is in, in the order of the table: two words that share a name
 * are synonyms in one sense.
 *
 * @example
 * ```ts
 * conceptsOf('client'); // ['customer']
 * ```
 */
export function conceptsOf(wordStem: string): readonly string[] {
  return synonymTable().concepts.get(wordStem) ?? NONE;
}
