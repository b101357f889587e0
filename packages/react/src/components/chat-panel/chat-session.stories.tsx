import { createScriptedTransport } from '@nl2sql/core/client';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import { Nl2SqlProvider } from '../../session/session-context.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { answered, change, question, schema, scriptFor, working } from './chat.fixture.ts';

/** The panel with a session: each story is played with the keyboard alone. */
const meta = {
  component: ChatPanel,
  args: { schema },
  render: (args) => (
    <div style={{ blockSize: 'calc(100vh - 48px)' }}>
      <Nl2SqlProvider transport={createScriptedTransport({ runs: ({ question: asked }) => scriptFor(asked) })} storage={null}>
        <ChatPanel {...args} />
      </Nl2SqlProvider>
    </div>
  ),
} satisfies Meta<typeof ChatPanel>;
export default meta;
type Story = StoryObj<typeof meta>;

export const AskedByKeyboard: Story = {
  play: async ({ canvas }) => {
    const input = canvas.getByRole('textbox', { name: 'Question' });
    input.focus();
    await userEvent.keyboard(`First line{Shift>}{Enter}{/Shift}second`);
    await expect(input).toHaveValue('First line\nsecond');
    await userEvent.clear(input);
    await userEvent.keyboard(`${question}{Enter}`);
    await expect(await canvas.findByRole('article', { name: 'Assistant, answer ready' })).toBeVisible();
    await expect(input).toHaveFocus();
    await expect(input).toHaveValue('');
    await userEvent.keyboard('{ArrowUp}');
    await expect(input).toHaveValue(question);
  },
};

export const StoppedByKeyboard: Story = {
  play: async ({ canvas }) => {
    const input = canvas.getByRole('textbox', { name: 'Question' });
    const send = canvas.getByRole('button', { name: 'Send' });
    input.focus();
    await userEvent.keyboard('Everything, everything{Enter}');
    await expect(await canvas.findByRole('button', { name: 'Stop' })).toBe(send);
    await userEvent.tab();
    await expect(send).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByText('The database confirmed that the query was cancelled.')).toBeVisible();
    await expect(send).toHaveFocus();
    await expect(send).toHaveAccessibleName('Send');
  },
};

export const ApprovedByKeyboard: Story = {
  play: async ({ canvas }) => {
    canvas.getByRole('textbox', { name: 'Question' }).focus();
    await userEvent.keyboard(`${change}{Enter}`);
    await expect(await canvas.findByRole('article', { name: 'Assistant, waits for you' })).toBeVisible();
    canvas.getByRole('button', { name: 'Approve and run version 3' }).focus();
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByRole('article', { name: 'Assistant, answer ready' })).toBeInTheDocument();
    await expect(canvas.queryByRole('button', { name: /^Approve/ })).toBeNull();
    await expect(canvas.getByText('12,840')).toBeVisible();
  },
};

/** The second run of the same question never ends by itself. */
export const RowsKeptAfterAStop: Story = {
  render: (args) => {
    const runs = [{ asked: answered }, { asked: working }];
    return (
      <div style={{ blockSize: 'calc(100vh - 48px)' }}>
        <Nl2SqlProvider transport={createScriptedTransport({ runs: () => runs.shift()! })} storage={null}>
          <ChatPanel {...args} />
        </Nl2SqlProvider>
      </div>
    );
  },
  play: async ({ canvas }) => {
    canvas.getByRole('textbox', { name: 'Question' }).focus();
    await userEvent.keyboard(`${question}{Enter}`);
    await expect(await canvas.findByRole('article', { name: 'Assistant, answer ready' })).toBeVisible();
    canvas.getByRole('button', { name: 'Ask again' }).focus();
    await userEvent.keyboard('{Enter}');
    const stop = await canvas.findByRole('button', { name: 'Stop' });
    // The rows of the first run stay while the second one is on, and after it was stopped.
    await expect(canvas.getByRole('cell', { name: 'Germany' })).toBeInTheDocument();
    stop.focus();
    await userEvent.keyboard('{Enter}');
    await expect(await canvas.findByText('The database confirmed that the query was cancelled.')).toBeVisible();
    await expect(canvas.getByRole('cell', { name: 'Germany' })).toBeInTheDocument();
    await expect(canvas.getByRole('article', { name: 'Assistant, answer ready' })).toBeInTheDocument();
  },
};

export const RevisedByKeyboard: Story = {
  play: async ({ canvas }) => {
    canvas.getByRole('textbox', { name: 'Question' }).focus();
    await userEvent.keyboard(`${question}{Enter}`);
    (await canvas.findByRole('button', { name: /revenue = Order total/ })).focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(canvas.getByRole('radio', { name: /Order total/ })).toBeVisible());
    canvas.getByRole('radio', { name: /Order total/ }).focus();
    await userEvent.keyboard('{ArrowDown}{Tab}{Enter}');
    await expect(await canvas.findByText('Asked again with another reading')).toBeInTheDocument();
    await waitFor(() => expect(canvas.getAllByRole('article', { name: 'Assistant, answer ready' })).toHaveLength(2));
  },
};

export const FollowedToTheEnd: Story = {
  play: async ({ canvas }) => {
    const input = canvas.getByRole('textbox', { name: 'Question' });
    const log = canvas.getByRole('log');
    const hidden = (): number => log.scrollHeight - log.clientHeight - log.scrollTop;
    const ask = async (count: number): Promise<void> => {
      input.focus();
      await userEvent.keyboard(`Revenue, ${count}{Enter}`);
      await waitFor(() => expect(canvas.getAllByRole('article', { name: 'Assistant, answer ready' })).toHaveLength(count), { timeout: 4_000 });
    };
    await ask(1);
    await ask(2);
    await ask(3);
    // The newest question is never scrolled away for the sake of its answer.
    const asked = canvas.getAllByRole('article', { name: /^You, / }).at(-1)!;
    await waitFor(() => expect(hidden() < 24 || asked.getBoundingClientRect().top - log.getBoundingClientRect().top < 48).toBe(true));
    await expect(asked.getBoundingClientRect().top).toBeGreaterThanOrEqual(log.getBoundingClientRect().top);
    log.scrollTop = 0;
    const toEnd = await canvas.findByRole('button', { name: 'Go to the newest' });
    toEnd.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(hidden()).toBeLessThan(24));
    await expect(input).toHaveFocus();
  },
};
