import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { approvalInterrupt, decision } from './approval.fixture.ts';
import { ApprovalRequest } from './approval-request.tsx';
import { inSeconds } from './clarification.fixture.ts';
import { readImpact } from './impact.fixture.ts';

const meta = {
  component: ApprovalRequest,
  args: { interrupt: approvalInterrupt(), onRespond: fn() },
} satisfies Meta<typeof ApprovalRequest>;
export default meta;
type Story = StoryObj<typeof meta>;
type Canvas = Parameters<NonNullable<Story['play']>>[0]['canvas'];

const { sqlHash, challenge } = approvalInterrupt().approval;
const approve = (canvas: Canvas): HTMLElement => canvas.getByRole('button', { name: /^Approve/ });
const reject = (canvas: Canvas): HTMLElement => canvas.getByRole('button', { name: /^Reject/ });

/** By keyboard, in the order of the page. */
async function tabTo(element: HTMLElement): Promise<void> {
  for (let presses = 0; presses < 20 && document.activeElement !== element; presses++) await userEvent.tab();
  await expect(element).toHaveFocus();
}

async function cannotApprove(canvas: Canvas, args: { onRespond: unknown }, because: string | RegExp): Promise<void> {
  await expect(approve(canvas)).toHaveAttribute('aria-disabled', 'true');
  await expect(approve(canvas)).toHaveAccessibleDescription(because);
  await tabTo(approve(canvas));
  await userEvent.keyboard('{Enter}');
  await expect(args.onRespond).not.toHaveBeenCalled();
}

export const Open: Story = {
  play: async ({ canvas, args }) => {
    await expect(canvas.getByRole('group', { name: 'Approval of version 3' })).toBeVisible();
    await expect(canvas.getByRole('region', { name: 'SQL, version 3' })).toBeVisible();
    await expect(canvas.getByText('Since the last approved version: 2 lines added, 2 removed')).toBeVisible();
    await tabTo(reject(canvas));
    await userEvent.tab();
    await expect(canvas.getByRole('button', { name: 'Approve and run version 3' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledOnce();
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'approve', sqlHash, challenge });
    await expect(await canvas.findByText('Your decision was recorded.')).toBeVisible();
    await waitFor(() => expect(canvas.getAllByRole('status')[0]).toHaveFocus());
    await expect(canvas.queryByRole('button', { name: /^(Approve|Reject)/ })).toBeNull();
  },
};

export const RejectingNeedsAReason: Story = {
  play: async ({ canvas, args }) => {
    await tabTo(reject(canvas));
    await userEvent.keyboard('{Enter}');
    const reason = canvas.getByRole('textbox', { name: 'Reason (required to reject)' });
    await expect(reason).toHaveFocus();
    await expect(reason).toHaveAccessibleDescription('Write a reason first.');
    await expect(args.onRespond).not.toHaveBeenCalled();
    await userEvent.keyboard('Too many rows');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'reject', sqlHash, challenge, reason: 'Too many rows' });
  },
};

export const Confirmed: Story = {
  args: { acknowledge: 'type-to-confirm', thresholds: { rows: 10_000 } },
  play: async ({ canvas, args }) => {
    await cannotApprove(canvas, args, 'Confirm first that you have read what it does.');
    const word = canvas.getByRole('textbox', { name: 'Type shop.orders to confirm' });
    word.focus();
    await userEvent.keyboard('shop.orders');
    await tabTo(approve(canvas));
    await userEvent.keyboard(' ');
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'approve', sqlHash, challenge });
  },
};

export const Pending: Story = {
  args: { onRespond: fn(() => new Promise<void>(() => undefined)) },
  play: async ({ canvas, args }) => {
    await tabTo(approve(canvas));
    await userEvent.keyboard('{Enter}{Enter}');
    await expect(approve(canvas)).toHaveAttribute('aria-disabled', 'true');
    await expect(approve(canvas)).toHaveFocus();
    await expect(canvas.getByText('Recording your decision…')).toBeVisible();
    await expect(canvas.queryByText(/was recorded/)).toBeNull();
    await expect(args.onRespond).toHaveBeenCalledOnce();
  },
};

export const Failed: Story = {
  args: { onRespond: fn(() => Promise.reject(new Error('ECONNRESET'))) },
  play: async ({ canvas }) => {
    await tabTo(approve(canvas));
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByText('Your decision was not recorded')).toBeVisible();
    await expect(approve(canvas)).not.toHaveAttribute('aria-disabled');
  },
};

export const RaceLost: Story = {
  args: {
    interrupt: approvalInterrupt({ decisions: [decision('Ana Silva', 'rejected', 'The date filter is gone.')] }),
    problem: { code: 'already_decided', message: 'Ana Silva rejected it at 10:50.', hint: null, retryable: false },
  },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('alert')).toHaveTextContent('Somebody else decided first');
    await expect(canvas.getByRole('list', { name: 'Decisions' })).toHaveTextContent('Ana Silva rejected it');
    await expect(canvas.queryByRole('button', { name: /^Approve/ })).toBeNull();
  },
};

export const RaceLostBeforeTheRequestIsReadAgain: Story = {
  args: { onRespond: fn(() => Promise.reject(Object.assign(new Error('Ana Silva approved it at 10:50.'), { code: 'already_decided', hint: null }))) },
  play: async ({ canvas, args }) => {
    await tabTo(approve(canvas));
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByText(/Ana Silva approved it at 10:50\. Your decision was not recorded\./)).toBeVisible();
    await expect(approve(canvas)).toHaveAttribute('aria-disabled', 'true');
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledOnce();
  },
};

export const OwnRequest: Story = {
  args: { interrupt: approvalInterrupt({ viewer: { mayDecide: false, because: 'own_request' } }) },
  play: async ({ canvas, args }) => cannotApprove(canvas, args, /^You wrote this, so you cannot approve it/),
};

export const NotAnApprover: Story = {
  args: { interrupt: approvalInterrupt({ viewer: { mayDecide: false, because: 'not_an_approver' } }) },
  play: async ({ canvas, args }) => cannotApprove(canvas, args, /not decide on it/),
};

export const StatementChanged: Story = {
  args: { currentSqlHash: 'b2b2b2' },
  play: async ({ canvas, args }) => {
    await cannotApprove(canvas, args, /^The statement has changed/);
    await expect(reject(canvas)).not.toHaveAttribute('aria-disabled');
  },
};

export const TwoApprovers: Story = {
  args: { interrupt: approvalInterrupt({ required: 3, decisions: [decision('Ana Silva', 'approved', 'Checked with finance.')] }) },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('1 of 3 given')).toBeVisible();
    await expect(canvas.getByRole('button', { name: 'Approve version 3' })).toBeVisible();
  },
};

export const ExpiresSoon: Story = {
  render: (args) => <ApprovalRequest {...args} interrupt={approvalInterrupt({}, inSeconds(50))} />,
  play: async ({ canvas }) => {
    await expect(await canvas.findByText(/1 minute left/)).toBeVisible();
  },
};

export const Expired: Story = {
  args: { interrupt: approvalInterrupt({}, '2026-05-03T10:52:00Z') },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('This is no longer open')).toBeVisible();
    await expect(canvas.queryByRole('button', { name: /^(Approve|Reject)/ })).toBeNull();
  },
};

export const Approved: Story = {
  args: { interrupt: approvalInterrupt({ decisions: [decision('Ana Silva', 'approved')], viewer: { mayDecide: false, because: 'already_decided' } }, '2026-05-03T10:52:00Z') },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Version 3 was approved')).toBeVisible();
  },
};

export const Rejected: Story = {
  args: { interrupt: approvalInterrupt({ decisions: [decision('Ana Silva', 'rejected', 'The date filter is gone.')] }) },
};

export const Withdrawn: Story = {
  args: { withdrawn: true },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('This request was withdrawn')).toBeVisible();
  },
};

export const OfARead: Story = {
  args: { interrupt: approvalInterrupt({ effect: 'Counts the orders of shop.orders.', sql: 'SELECT count(*) FROM shop.orders', approvedSql: 'SELECT count(*) FROM shop.orders', policy: null, impact: readImpact, reasonFor: [] }) },
};

export const Narrow: Story = {
  args: { interrupt: approvalInterrupt({}, '2099-01-01T00:00:00Z') },
  render: (args) => (
    <div style={{ inlineSize: 296 }}>
      <ApprovalRequest {...args} />
    </div>
  ),
  play: async ({ canvasElement }) => {
    const box = canvasElement.querySelector('.nl2sql-approval')!;
    await expect(box.scrollWidth).toBeLessThanOrEqual(box.clientWidth);
  },
};

export const RightToLeft: Story = { globals: { dir: 'rtl' } };
export const German: Story = { globals: { locale: 'de' }, args: { acknowledge: 'checkbox', interrupt: approvalInterrupt({}, '2099-01-01T00:00:00Z') } };
