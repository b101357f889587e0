import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { progress } from './answer.fixture.ts';
import { StageProgress } from './stage-progress.tsx';

const meta = { component: StageProgress, args: { state: progress.done } } satisfies Meta<typeof StageProgress>;
export default meta;
type Story = StoryObj<typeof meta>;

const justNow = (): string => new Date(Date.now() - 2_100).toISOString();

export const Starting: Story = { args: { state: progress.starting } };
export const Running: Story = {
  render: (args) => <StageProgress {...args} state={{ ...progress.running, startedAt: justNow() }} />,
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('button', { name: /^Writing the SQL \(\d/ })).toBeVisible();
  },
};
export const RunningOpen: Story = {
  args: { defaultOpen: true },
  render: (args) => <StageProgress {...args} state={{ ...progress.running, startedAt: justNow() }} />,
  play: async ({ canvas }) => {
    const items = canvas.getAllByRole('listitem');
    await expect(items.map((item) => item.getAttribute('aria-current'))).toEqual([null, null, 'step']);
  },
};
export const Done: Story = {
  play: async ({ canvas }) => {
    await userEvent.tab();
    const line = canvas.getByRole('button', { name: 'Done in 4.2 sec · 4 steps' });
    await expect(line).toHaveFocus();
    await expect(canvas.queryByRole('list')).toBeNull();
    await userEvent.keyboard('{Enter}');
    await expect(canvas.getAllByRole('listitem')).toHaveLength(4);
  },
};
export const WaitingForInput: Story = { args: { state: { ...progress.done, phase: 'awaitingInput' } } };
export const Stopped: Story = { args: { state: { ...progress.running, phase: 'cancelled', endedAt: '2026-03-01T10:00:01.900Z' }, defaultOpen: true } };
export const Refused: Story = { args: { state: { ...progress.done, phase: 'refused' } } };
export const Failed: Story = { args: { state: progress.failed, defaultOpen: true } };
export const German: Story = { args: { defaultOpen: true }, globals: { locale: 'de' } };
