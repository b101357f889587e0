import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent } from 'storybook/test';
import { readImpact, updateImpact } from './impact.fixture.ts';
import { ImpactSummary } from './impact-summary.tsx';

const meta = {
  component: ImpactSummary,
  args: { impact: updateImpact, onAcknowledgedChange: fn() },
} satisfies Meta<typeof ImpactSummary>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Update: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/about 48.2 thousand rows \(between 41 thousand and 56 thousand\)/)).toHaveTextContent(/, estimated by EXPLAIN$/);
    await expect(canvas.getByText('High risk')).toBeVisible();
    const changed = canvas.getByRole('row', { name: /changed/ });
    await expect(changed).toHaveTextContent('~ changed17before openafter closedbefore nullafter 2026-05-03');
    await userEvent.tab();
    await expect(canvas.getByRole('region', { name: 'Some rows, before and after' })).toHaveFocus();
  },
};

export const Read: Story = { args: { impact: readImpact } };

export const Unknown: Story = {
  args: {
    impact: { ...updateImpact, risk: 'medium', rows: { value: null, method: 'explain' }, durationMs: null, locks: 'unknown', reversible: 'unknown', sample: null },
    thresholds: { rows: 10_000, durationMs: 60_000 },
  },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByText('Unknown')).toHaveLength(4);
    await expect(canvas.getByText('not held against the limit of 10,000')).toBeVisible();
  },
};

export const AboveLimits: Story = {
  args: { thresholds: { rows: 50_000, durationMs: 20_000, cost: 0.1 } },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('above the limit of 50,000')).toBeVisible();
    await expect(canvas.getByText('above the limit of €0.10')).toBeVisible();
    await expect(canvas.queryByText(/limit of 20/)).toBeNull();
  },
};

export const Insert: Story = {
  args: { impact: { ...updateImpact, operation: 'insert', sample: { columns: updateImpact.sample!.columns, before: [], after: [[19, '', null]] } } },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('row', { name: /added/ })).toHaveTextContent('+ added19""null');
  },
};

export const Delete: Story = {
  args: { impact: { ...updateImpact, operation: 'delete', sample: { columns: updateImpact.sample!.columns, before: updateImpact.sample!.before, after: [] } } },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole('row', { name: /removed/ })).toHaveLength(2);
  },
};

export const WithACheckbox: Story = {
  args: { acknowledge: 'checkbox', impact: readImpact },
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await expect(canvas.getByRole('checkbox', { name: 'I have read what this does' })).toBeChecked();
    await expect(args.onAcknowledgedChange).toHaveBeenLastCalledWith(true);
  },
};

export const TypeToConfirm: Story = {
  args: { acknowledge: 'type-to-confirm' },
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.tab();
    await expect(canvas.getByRole('textbox', { name: 'Type shop.orders to confirm' })).toHaveFocus();
    await userEvent.keyboard('shop.order');
    await expect(args.onAcknowledgedChange).not.toHaveBeenCalled();
    await userEvent.keyboard('s');
    await expect(args.onAcknowledgedChange).toHaveBeenLastCalledWith(true);
    await userEvent.keyboard('x');
    await expect(args.onAcknowledgedChange).toHaveBeenLastCalledWith(false);
  },
};

export const Narrow: Story = {
  render: (args) => (
    <div style={{ inlineSize: 296 }}>
      <ImpactSummary {...args} />
    </div>
  ),
  play: async ({ canvasElement }) => {
    const box = canvasElement.querySelector('.nl2sql-impact')!;
    await expect(box.scrollWidth).toBeLessThanOrEqual(box.clientWidth);
  },
};

export const RightToLeft: Story = { globals: { dir: 'rtl' } };
export const German: Story = { globals: { locale: 'de' }, args: { acknowledge: 'checkbox', thresholds: { rows: 50_000 } } };
