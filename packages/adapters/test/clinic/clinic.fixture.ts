/** A clinic in tables that every dialect understands, with the same rows in each: no two figures tie where a question ranks them. */
export function clinicStatements(): string[] {
  return [...TABLES, ...inserts('departments', DEPARTMENTS), ...inserts('doctors', DOCTORS), ...inserts('patients', patients()), ...inserts('medicines', MEDICINES), ...inserts('visits', visits()), ...inserts('prescriptions', prescriptions())];
}

type Value = string | number | null;

const TABLES = [
  'CREATE TABLE departments (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, floor INTEGER NOT NULL)',
  'CREATE TABLE doctors (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, department_id INTEGER NOT NULL, salary DECIMAL(10, 2) NOT NULL, hired_on DATE NOT NULL, FOREIGN KEY (department_id) REFERENCES departments (id))',
  'CREATE TABLE patients (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40), birth_date DATE NOT NULL)',
  'CREATE TABLE medicines (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, price DECIMAL(8, 2) NOT NULL)',
  'CREATE TABLE visits (id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL, doctor_id INTEGER NOT NULL, visited_on DATE NOT NULL, fee DECIMAL(10, 2) NOT NULL, status VARCHAR(20) NOT NULL, rating INTEGER, FOREIGN KEY (patient_id) REFERENCES patients (id), FOREIGN KEY (doctor_id) REFERENCES doctors (id))',
  'CREATE TABLE prescriptions (id INTEGER PRIMARY KEY, visit_id INTEGER NOT NULL, medicine_id INTEGER NOT NULL, quantity INTEGER NOT NULL, FOREIGN KEY (visit_id) REFERENCES visits (id), FOREIGN KEY (medicine_id) REFERENCES medicines (id))',
];

const DEPARTMENTS: Value[][] = [[1, 'Cardiology', 1], [2, 'Neurology', 2], [3, 'Pediatrics', 1], [4, 'Surgery', 3]];

const DOCTORS: Value[][] = [
  [1, 'Ada Moreau', 1, 9100.5, '2015-03-01'],
  [2, 'Ben Okafor', 1, 7200, '2019-09-15'],
  [3, 'Chloe Tanaka', 2, 8300.25, '2012-01-10'],
  [4, 'David Rossi', 3, 6400, '2021-06-30'],
  [5, 'Elif Kaya', 4, 9900.75, '2010-11-05'],
  [6, 'Farid Haddad', 4, 5800, '2023-02-20'],
  [7, 'Greta Lind', 4, 6150.5, '2017-04-12'],
];

const MEDICINES: Value[][] = [[1, 'Aspirin', 4.99], [2, 'Ibuprofen', 7.5], [3, 'Amoxicillin', 18.25], [4, 'Metformin', 12], [5, 'Atorvastatin', 31.4]];

/** One a patient in turn, so that some are more frequent than others. */
const CITIES = ['Lyon', 'Lyon', 'Lyon', 'Lyon', 'Oslo', 'Oslo', 'Oslo', 'Porto', 'Porto', 'Graz', null];
const DOCTOR = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7];
const PRESCRIBED = [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5];
const STATUSES = ['completed', 'completed', 'completed', 'cancelled', 'scheduled'];

function patients(): Value[][] {
  const first = ['Ines', 'Jonas', 'Karin', 'Liam', 'Mina', 'Noah', 'Olga', 'Pavel'];
  const last = ['Weber', 'Silva', 'Novak', 'Hansen', 'Duarte'];
  return Array.from({ length: 40 }, (_, n) => [n + 1, `${first[n % 8]} ${last[Math.floor(n / 8)]}`, CITIES[(n * 7) % 11] ?? null, `${1940 + ((n * 7) % 65)}-${two((n % 12) + 1)}-${two((n % 28) + 1)}`]);
}

function visits(): Value[][] {
  return Array.from({ length: 300 }, (_, n) => {
    const day = (n * 37) % 28;
    const month = (n * 5 + Math.floor(n / 12)) % 12;
    return [n + 1, ((n * n + 3 * n) % 40) + 1, DOCTOR[(n * 5 + Math.floor(n / 11)) % 28] ?? null, `${2021 + (n % 4)}-${two(month + 1)}-${two(day + 1)}`, 20 + ((n * 97) % 211) + (n % 4) * 0.25, STATUSES[(n * 3 + Math.floor(n / 9)) % 5] ?? null, n % 6 === 5 ? null : ((n * 13) % 5) + 1];
  });
}

function prescriptions(): Value[][] {
  return Array.from({ length: 220 }, (_, n) => [n + 1, ((n * 17) % 300) + 1, PRESCRIBED[(n * 4) % 15] ?? null, (n % 7) + 1]);
}

function inserts(table: string, rows: readonly Value[][]): string[] {
  const literal = (value: Value) => (value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`);
  return [`INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`];
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
