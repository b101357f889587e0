import { addMonths, isoDate, type Day } from '../calendar.ts';
import type { Generation } from '../rows.ts';
import { DEPARTMENTS, FIRST_NAMES, LAST_NAMES, mailbox } from '../words/people.ts';
import { REGIONS } from '../words/places.ts';
import type { Places } from './reference.ts';

type DepartmentName = (typeof DEPARTMENTS)[number][0];

export interface Employee {
  readonly id: number;
  readonly department: DepartmentName;
  readonly email: string;
  readonly leftOn: Day | null;
}

const HEADCOUNT: Readonly<Record<DepartmentName, number>> = {
  Management: 3,
  Sales: 12,
  Marketing: 5,
  'Customer Success': 6,
  Support: 9,
  Engineering: 14,
  Product: 4,
  Finance: 4,
  Logistics: 8,
  'People & Culture': 2,
};

export function generateOrganisation({ calendar, rows, random }: Generation, places: Places): readonly Employee[] {
  const staff = random('employees');
  const offices = places.cities.filter((city) => ['Berlin', 'Lyon', 'Malmö', 'Kraków', 'London'].includes(city.name));
  const employees: Employee[] = [];
  const mailboxes = new Set<string>();

  DEPARTMENTS.forEach(([name, parent, titles], index) => {
    const departmentId = index + 1;
    rows.add('departments', {
      id: departmentId,
      name,
      cost_center: `CC-${departmentId * 100}`,
      parent_id: parent === null ? null : DEPARTMENTS.findIndex(([other]) => other === parent) + 1,
    });
    const head = employees.length + 1;
    for (let seat = 0; seat < HEADCOUNT[name]; seat += 1) {
      const id = employees.length + 1;
      const first = staff.pick(FIRST_NAMES);
      const last = staff.pick(LAST_NAMES);
      const base = mailbox(`${first} ${last}`);
      const email = `${mailboxes.has(base) ? `${base}${id}` : base}@staff.example.org`;
      mailboxes.add(base);
      const hired = staff.int(calendar.start - 1800, calendar.today - 40);
      const left = seat > 0 && staff.chance(0.12) ? staff.int(Math.max(hired + 30, calendar.start), calendar.today) : null;
      rows.add('employees', {
        id,
        department_id: departmentId,
        manager_id: id === 1 ? null : seat === 0 || name === 'Management' ? 1 : head,
        first_name: first,
        last_name: last,
        email,
        job_title: titles[seat] ?? staff.pick(titles),
        city: staff.pick(offices).name,
        hired_on: isoDate(hired),
        left_on: left === null ? null : isoDate(left),
        annual_salary_cents: Math.round(staff.around(id === 1 ? 16_000_000 : 5_200_000, 2_100_000) / 120_000) * 120_000,
      });
      employees.push({ id, department: name, email, leftOn: left });
    }
  });

  generateTargets({ calendar, rows, random }, employees);
  return employees;
}

function generateTargets({ calendar, rows, random }: Generation, employees: readonly Employee[]): void {
  const targets = random('targets');
  const owners = current(employees, 'Sales');
  const firstYear = Number(isoDate(calendar.start).slice(0, 4));
  const quarters = calendar.months.filter((_, index) => index % 3 === 0).map((_, index) => addMonths(calendar.start, index * 3));
  let id = 0;
  for (const month of quarters) {
    const [year = '', monthNumber = '1'] = isoDate(month).split('-');
    for (const [region] of REGIONS) {
      rows.add('Sales Targets', {
        'Target Id': (id += 1),
        'Region Code': region,
        Quarter: `${year}-Q${Math.ceil(Number(monthNumber) / 3)}`,
        'Target Amount': targets.int(6, 30) * 1000 * (1 + (Number(year) - firstYear) / 2),
        'Owner Id': targets.chance(0.1) ? null : targets.pick(owners).id,
      });
    }
  }
}

/** Those of a department who still work here. */
export function current(employees: readonly Employee[], department: DepartmentName): readonly Employee[] {
  return employees.filter((employee) => employee.department === department && employee.leftOn === null);
}
