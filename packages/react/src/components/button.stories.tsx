import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent } from 'storybook/test';
import { Button } from './button.tsx';

const meta = {
  component: Button,
  args: { children: 'Run the query', onClick: fn() },
} satisfies Meta<typeof Button>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Primary: Story = { args: { tone: 'primary' } };
export const Secondary: Story = { args: { icon: 'download', children: 'Download' } };
export const Quiet: Story = { args: { tone: 'quiet', icon: 'copy', children: 'Copy' } };
export const Danger: Story = { args: { tone: 'danger', children: 'Approve and run v3' } };
export const Disabled: Story = { args: { tone: 'primary', disabled: true } };

export const IconOnly: Story = {
  args: { icon: 'copy', iconOnly: true, children: 'Copy' },
  play: async ({ canvas, args }) => {
    const button = canvas.getByRole('button', { name: 'Copy' });
    await userEvent.tab();
    await expect(button).toHaveFocus();
    await userEvent.keyboard('{Enter} ');
    await expect(args.onClick).toHaveBeenCalledTimes(2);
  },
};
