import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { clarificationInterrupt, inSeconds, question } from './clarification.fixture.ts';
import { TableDisambiguation } from './table-disambiguation.tsx';

const meta = {
  component: TableDisambiguation,
  args: { interrupt: clarificationInterrupt(), question, remember: ['thread', 'user', 'tenant'], onRespond: fn() },
} satisfies Meta<typeof TableDisambiguation>;
export default meta;
type Story = StoryObj<typeof meta>;

const toContinue = async (): Promise<void> => {
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.tab();
};

export const Ready: Story = {
  play: async ({ canvas, args }) => {
    const radios = canvas.getAllByRole('radio');
    await expect(radios.filter((radio) => (radio as HTMLInputElement).checked)).toHaveLength(0);
    await expect(canvas.getByRole('radio', { name: /Customer accounts\s+Suggested/ })).toHaveAccessibleDescription(/crm\.accounts\.status = active.*every account/);
    await userEvent.tab();
    await expect(radios[0]).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).not.toHaveBeenCalled();
    await userEvent.keyboard('{ArrowDown}');
    await expect(radios[1]).toBeChecked();
    await userEvent.tab();
    await expect(canvas.getByRole('combobox', { name: 'Keep this choice' })).toHaveValue('thread');
    await userEvent.tab();
    await expect(canvas.getByRole('button', { name: 'Cancel question' })).toHaveFocus();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledOnce();
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'choose', optionId: 'buyers', remember: 'thread' });
  },
};

export const Chosen: Story = {
  args: { onRespond: fn() },
  play: async ({ canvas }) => {
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await expect(canvas.getAllByRole('radio')[0]).toBeChecked();
  },
};

export const NothingChosen: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await toContinue();
    await userEvent.keyboard('{Enter}');
    await expect(canvas.getByRole('alert')).toHaveTextContent('Choose one of these first');
    await expect(canvas.getByRole('radiogroup')).toBeInvalid();
    await expect(args.onRespond).not.toHaveBeenCalled();
  },
};

export const OwnWords: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard('{ArrowUp}');
    await expect(canvas.getByRole('radio', { name: 'None of these…' })).toBeChecked();
    await toContinue();
    await userEvent.keyboard('{Enter}');
    await expect(canvas.getByRole('textbox')).toBeInvalid();
    await userEvent.tab({ shift: true });
    await userEvent.tab({ shift: true });
    await userEvent.keyboard(' those in the loyalty programme ');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await expect(args.onRespond).toHaveBeenCalledOnce();
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'text', text: 'those in the loyalty programme' });
  },
};

export const Cancelled: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await userEvent.tab();
    await userEvent.tab();
    await expect(canvas.getByRole('button', { name: 'Cancel question' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledOnce();
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'cancel' });
  },
};

export const Remembered: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await userEvent.tab();
    await userEvent.selectOptions(canvas.getByRole('combobox'), 'for this question only');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledOnce();
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'choose', optionId: 'accounts', remember: false });
  },
};

export const Pending: Story = {
  args: { onRespond: fn(() => new Promise<void>(() => undefined)) },
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await toContinue();
    await userEvent.keyboard('{Enter}{Enter}');
    const button = canvas.getByRole('button', { name: 'Sending your answer…' });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveFocus();
    await expect(canvas.getAllByRole('radio')[0]).toBeDisabled();
    await expect(args.onRespond).toHaveBeenCalledOnce();
  },
};

export const Failed: Story = {
  args: { onRespond: fn(() => Promise.reject(new Error('socket hang up'))) },
  play: async ({ canvas, args }) => {
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await toContinue();
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByText('Your answer could not be sent')).toBeVisible();
    await expect(canvas.queryByText(/socket/)).toBeNull();
    await expect(canvas.getAllByRole('radio')[0]).toBeChecked();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(args.onRespond).toHaveBeenCalledTimes(2));
  },
};

export const ProblemOfTheHost: Story = {
  args: { problem: { code: 'NETWORK_FAILED', message: 'The server could not be reached.', hint: 'Check the connection and send it again.', retryable: true } },
};

export const ExpiresSoon: Story = {
  render: (args) => <TableDisambiguation {...args} interrupt={clarificationInterrupt({}, inSeconds(200))} />,
  play: async ({ canvas }) => {
    await expect(await canvas.findByText(/4 minutes left/)).toBeVisible();
    await expect(canvas.getAllByRole('status')[0]).toHaveTextContent('Less than 5 minutes left to answer');
  },
};

export const Expired: Story = {
  args: { interrupt: clarificationInterrupt({}, '2026-05-03T10:52:00Z') },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('This is no longer open')).toBeVisible();
    await expect(canvas.queryByRole('button')).toBeNull();
    for (const radio of canvas.getAllByRole('radio')) await expect(radio).toBeDisabled();
  },
};

export const NoWordsMarked: Story = {
  args: { interrupt: clarificationInterrupt({ span: null, allowFreeText: false, suggested: null }), remember: [] },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvasElement.querySelector('mark')).toBeNull();
    await expect(canvas.getByText(question)).toBeVisible();
    await expect(canvas.queryByRole('combobox')).toBeNull();
  },
};

export const Narrow: Story = {
  args: { interrupt: clarificationInterrupt({ question: 'Which customer_relationship_management_accounts_archive_2019 do you mean?' }) },
  render: (args) => (
    <div style={{ inlineSize: 296 }}>
      <TableDisambiguation {...args} />
    </div>
  ),
  play: async ({ canvasElement }) => {
    const box = canvasElement.querySelector('.nl2sql-clarification')!;
    await expect(box.scrollWidth).toBeLessThanOrEqual(box.clientWidth);
  },
};

export const RightToLeft: Story = { globals: { dir: 'rtl' } };
export const German: Story = { globals: { locale: 'de' } };
export const Compact: Story = { globals: { density: 'compact' } };
