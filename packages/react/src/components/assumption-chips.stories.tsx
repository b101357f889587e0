import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent } from 'storybook/test';
import { assumptions } from './answer.fixture.ts';
import { AssumptionChips } from './assumption-chips.tsx';

const meta = { component: AssumptionChips, args: { assumptions, onChange: fn() } } satisfies Meta<typeof AssumptionChips>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Ready: Story = {};
export const ReadOnly: Story = { render: ({ assumptions }) => <AssumptionChips assumptions={assumptions} /> };
export const Narrow: Story = { decorators: [(Story) => <div style={{ inlineSize: 200 }}><Story /></div>] };

export const Busy: Story = {
  args: { busy: true },
  play: async ({ canvas, args }) => {
    const chip = canvas.getByRole('button', { name: 'revenue = Order total: change' });
    await userEvent.click(chip);
    await expect(canvas.queryByRole('radio')).toBeNull();
    await expect(chip).toHaveAccessibleDescription('Readings can be changed when the answer is there.');
    await expect(args.onChange).not.toHaveBeenCalled();
  },
};

export const ChangedByKeyboard: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(canvas.getByRole('group', { name: 'Other readings' })).toBeVisible();
    await userEvent.tab();
    await expect(canvas.getByRole('radio', { name: /Order total/ })).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    // Looking through the readings asks nothing.
    await expect(args.onChange).not.toHaveBeenCalled();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(args.onChange).toHaveBeenCalledOnce();
    await expect(args.onChange).toHaveBeenCalledWith(assumptions[0], 'orders.net');
    await expect(canvas.queryByRole('radio')).toBeNull();
    await expect(canvas.getByRole('button', { name: /^revenue/ })).toHaveFocus();
  },
};

export const Opened: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: /^customers/ }));
    await expect(canvas.getByText('Taken from an earlier answer of yours.')).toBeVisible();
  },
};
