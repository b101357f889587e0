export const FIRST_NAMES = [
  'Zoë', 'Anna', 'Jürgen', 'Marie', 'Søren', 'Chloé', 'Łukasz', 'Inés', 'José', 'Björn', 'Aoife', 'Noémie', 'François', 'Katarzyna',
  'Pedro', 'Lucía', 'Emma', 'Oliver', 'Sofia', 'Liam', 'Mia', 'Noah', 'Hannah', 'Jonas', 'Clara', 'Mateus', 'Yuki', 'Haruto', 'Aisha',
  'Omar', 'Priya', 'Arjun', 'Ingrid', 'Lars', 'Elif', 'Mehmet', 'Nadia', 'Tom', 'Grace', 'Samuel', 'Ruth', 'Daniel', 'Eva', 'Martin',
  'Beatriz', 'João', 'Giulia', 'Luca', 'Petra', 'Tomáš', 'Ștefan', 'Ioana', 'Dylan', 'Maya', 'Victor', 'Alice', 'Felix', 'Nina',
] as const;

export const LAST_NAMES = [
  'Müller', 'Dubois', 'Jensen', 'García', 'Nowak', 'Kowalczyk', 'Rossi', 'Silva', "O'Connor", 'Murphy', 'Andersson', 'Bergström',
  'Virtanen', 'de Vries', 'van den Berg', 'Peeters', 'Gruber', 'Keller', 'Smith', 'Taylor', 'Johnson', 'Nguyen', 'Patel', 'Khan',
  'Yamamoto', 'Sato', 'Oliveira', 'Hernández', 'Fischer', 'Weber', 'Lefèvre', 'Moreau', 'Horváth', 'Novák', 'Popescu', 'Ferreira',
  'Costa', 'Bianchi', 'Conti', 'Lindqvist', 'Holm', 'Mäkinen', 'Walsh', 'Campbell', 'Brown', 'Martínez', 'Łuczak', 'Öztürk', 'Demir',
  'Hughes', 'Schäfer', 'Brandt', 'Marchand', 'Iglesias', 'Tavares', 'Kaya', 'Roy', 'Tremblay',
] as const;

/** `[department, parent, job titles]`: a parent comes before its children. */
export const DEPARTMENTS = [
  ['Management', null, ['Chief Executive Officer', 'Chief Financial Officer', 'Chief Operating Officer']],
  ['Sales', 'Management', ['Account Executive', 'Sales Development Representative', 'Sales Manager']],
  ['Marketing', 'Management', ['Campaign Manager', 'Content Editor', 'Marketing Analyst']],
  ['Customer Success', 'Sales', ['Customer Success Manager', 'Onboarding Specialist']],
  ['Support', 'Customer Success', ['Support Agent', 'Senior Support Agent', 'Support Lead']],
  ['Engineering', 'Management', ['Software Engineer', 'Senior Software Engineer', 'Site Reliability Engineer', 'Engineering Manager']],
  ['Product', 'Engineering', ['Product Manager', 'Product Designer']],
  ['Finance', 'Management', ['Accountant', 'Controller', 'Billing Specialist']],
  ['Logistics', 'Management', ['Warehouse Associate', 'Warehouse Manager', 'Buyer']],
  ['People & Culture', 'Management', ['Recruiter', 'HR Business Partner']],
] as const;

export const CONTACT_TITLES = [
  'Owner', 'Store Manager', 'Head of Operations', 'IT Manager', 'Purchasing Manager', 'Managing Director', 'Accountant',
] as const;

/** An address without accents: `zoe.muller`. */
export function mailbox(name: string): string {
  return name
    .replace(/ł/gi, 'l')
    .replace(/ø/gi, 'o')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[\u0300-\u036f']/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '');
}
