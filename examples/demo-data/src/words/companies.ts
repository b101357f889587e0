/** Proper parts of shop names. */
export const SHOP_PARTS = [
  'Zoë', 'Nordlicht', 'Sunrise', 'Old Harbour', 'Bluebird', 'Casa Verde', 'La Petite', 'Østerbro', 'Green Leaf', 'Kupfer', 'Maple',
  'Three Rivers', 'Belle Époque', 'Alpen', 'Riverside', 'Corner', 'Golden Fox', 'Silver Birch', 'Lighthouse', 'Marigold', 'São Bento',
  'Sol y Mar', 'Weiße Rose', 'Czarny Kot', 'Red Door', 'Stella', 'Pine Hill', 'Tramontana', 'Little Oak', 'Señor Pepe', 'Kastanien',
  'Harvest', 'Wild Thyme', 'Copper Kettle', 'Blå Dør', 'Orchard', 'North Star', 'Piccolo', 'Rosa', 'Hummingbird',
] as const;

/** `[kind of shop, industry]`. */
export const SHOP_KINDS = [
  ['Bakery', 'Food & Drink'],
  ['Coffee Roasters', 'Food & Drink'],
  ['Deli', 'Food & Drink'],
  ['Bistro', 'Hospitality'],
  ['Hotel', 'Hospitality'],
  ['Books', 'Retail'],
  ['Cycles', 'Retail'],
  ['Fashion', 'Retail'],
  ['Home & Garden', 'Retail'],
  ['Pharmacy', 'Health'],
  ['Opticians', 'Health'],
  ['Electronics', 'Retail'],
  ['Toys', 'Retail'],
  ['Hair Studio', 'Services'],
  ['Logistics', 'Services'],
] as const;

/** Names that stand as they are. */
export const WHOLE_NAMES = [
  ['株式会社さくら', 'Retail'],
  ['Łódzkie Smaki', 'Food & Drink'],
  ['Ateliê São Paulo', 'Services'],
  ['Ça Va Bien', 'Hospitality'],
  ["O'Brien & Sons", 'Retail'],
  ['100% Vélo', 'Retail'],
] as const;

export const SUPPLIER_NAMES = [
  'Brightscan Components', 'Kessler Elektronik', 'Papeterie Générale', 'Nordic Label Works', 'Shenwei Devices', 'Cable & Co',
  'Tecnoprint Srl', 'Hartmann Metallbau', 'Pacific Terminals', 'Vela Packaging', 'Polska Poligrafia', 'Evergreen Batteries',
] as const;
