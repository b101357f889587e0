import { isoDate, minutesAfter, moment } from '../calendar.ts';
import type { Generation } from '../rows.ts';
import { COMMENTS, NPS_COMMENTS, TASK_TITLES, TICKET_SUBJECTS } from '../words/support.ts';
import type { Customers } from './customers.ts';
import { current, type Employee } from './organisation.ts';

const TICKETS = 720;
const TASKS = 420;
const NPS_ANSWERS = 380;

export function generateSupport(generation: Generation, customers: Customers, employees: readonly Employee[]): void {
  const { calendar, rows } = generation;
  const random = generation.random('support');
  const agents = current(employees, 'Support');
  const days = Array.from({ length: TICKETS }, () => calendar.busyDay(random)).sort((a, b) => a - b);

  days.forEach((day, index) => {
    const id = index + 1;
    const customer = customers.on(day, random);
    const agent = random.chance(calendar.today - day < 4 ? 0.4 : 0.02) ? null : random.pick(agents);
    const [subject, category] = random.pick(TICKET_SUBJECTS);
    const priority = random.weighted([['low', 3], ['normal', 6], ['high', 2], ['urgent', 0.7]] as const);
    const opened = moment(day, random);
    const pace = { low: 3, normal: 1.6, high: 0.7, urgent: 0.25 }[priority];
    const answered = minutesAfter(opened, random.around(240, 220) * pace);
    const closed = minutesAfter(answered, (600 * pace) / (random.next() + 0.08));
    const end = `${isoDate(calendar.today)} 23:59:59`;
    const isAnswered = agent !== null && answered <= end;
    const isClosed = isAnswered && closed <= end && !random.chance(0.03);
    rows.add('support_tickets', {
      id,
      customer_id: customer.id,
      assignee_id: agent?.id ?? null,
      subject,
      category,
      priority,
      status: isClosed ? random.weighted([['solved', 3], ['closed', 7]]) : isAnswered ? random.pick(['open', 'waiting']) : 'new',
      opened_at: opened,
      first_response_at: isAnswered ? answered : null,
      closed_at: isClosed ? closed : null,
      satisfaction: isClosed && random.chance(0.55) ? random.weighted([[5, 5], [4, 4], [3, 2], [2, 1], [1, 1]]) : null,
    });
    if (!isAnswered) return;
    for (let count = 0; count < random.int(1, 2); count += 1) {
      const fromCustomer = count === 1;
      rows.add('ticket_comments', {
        id: rows.nextId('ticket_comments'),
        ticket_id: id,
        author_email: fromCustomer ? customer.email : agent.email,
        is_internal: !fromCustomer && random.chance(0.15) ? 1 : 0,
        body: random.pick(COMMENTS),
        created_at: count === 0 || !isClosed ? answered : closed,
      });
    }
  });
  addTasks(generation, employees);
  addNps(generation, customers);
}

/** Tasks of all departments; some of them stem from a ticket. */
function addTasks({ calendar, rows, random: stream }: Generation, employees: readonly Employee[]): void {
  const random = stream('tasks');
  const staff = employees.filter((employee) => employee.leftOn === null);
  const days = Array.from({ length: TASKS }, () => calendar.busyDay(random)).sort((a, b) => a - b);
  const tickets = rows.tables().get('support_tickets') ?? [];
  days.forEach((day, index) => {
    const due = day + random.int(2, 30);
    const took = day + random.int(0, 35);
    const done = took <= calendar.today && random.chance(0.9);
    const created = `${isoDate(day)} 08:00:00`;
    const opened = tickets.findLast((ticket) => String(ticket.opened_at) < created);
    rows.add('tasks', {
      id: index + 1,
      title: random.pick(TASK_TITLES),
      assigned_to: random.chance(0.08) ? null : random.pick(staff).id,
      ticket_id: random.chance(0.3) ? (opened?.id ?? null) : null,
      status: done ? 'Done' : random.chance(0.1) ? 'Cancelled' : random.pick(['To Do', 'In Progress', 'Blocked']),
      priority: random.weighted([['P1', 1], ['P2', 4], ['P3', 3]]),
      due_on: random.chance(0.12) ? null : isoDate(due),
      created_at: created,
      completed_at: done ? moment(took, random) : null,
    });
  });
}

function addNps({ calendar, rows, random: stream }: Generation, customers: Customers): void {
  const random = stream('nps');
  for (let id = 1; id <= NPS_ANSWERS; id += 1) {
    const day = calendar.busyDay(random);
    rows.add('nps_responses', {
      id,
      customer_id: customers.on(day, random).id,
      score: random.weighted([[10, 22], [9, 24], [8, 18], [7, 12], [6, 8], [5, 6], [4, 3], [3, 3], [2, 2], [1, 1], [0, 1]]),
      comment: random.chance(0.6) ? null : random.pick(NPS_COMMENTS),
      responded_on: isoDate(day),
    });
  }
}
