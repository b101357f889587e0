import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn } from 'storybook/test';
import { confidences } from '../answer.fixture.ts';
import { answered, approving, clarifying, oneValue, question, schema, started, turnOf, working } from './chat.fixture.ts';
import { ChatPanel } from './chat-panel.tsx';

/** Every state of the panel from data; how it behaves with a session is beside this file. */
const meta = {
  component: ChatPanel,
  args: { turns: [], schema, onAsk: fn(), onStop: fn(), onRespond: fn(), onRetry: fn(), onRevise: fn(), onLoadRows: fn(), onReconnect: fn(), onRestore: fn() },
  decorators: [(Story) => <div style={{ blockSize: 'calc(100vh - 48px)' }}><Story /></div>],
} satisfies Meta<typeof ChatPanel>;
export default meta;
type Story = StoryObj<typeof meta>;

const error = { code: 'QUERY_TIMEOUT', message: 'The database did not answer within 30 seconds.', hint: 'Nothing was changed. Ask for a shorter period.', retryable: true };

export const Empty: Story = {};
export const EmptyWithoutSchema: Story = { args: { schema: null, suggestions: ['How many orders are open?', { label: 'Revenue by country', question }] } };
export const Restoring: Story = {
  args: { isRestoring: true },
  play: async ({ canvas }) => {
    await expect(canvas.queryByText('Looking for the conversation…')).toBeNull();
    await expect(await canvas.findByText('Looking for the conversation…')).toBeInTheDocument();
  },
};
export const NotRestored: Story = { args: { problem: { code: 'NETWORK_FAILED', message: 'The server could not be reached.', hint: 'Check the connection and try again.', retryable: true } } };

export const Submitting: Story = { args: { turns: [turnOf([], { question })] } };
export const Streaming: Story = { args: { turns: [turnOf(working)] } };
export const RowsWithoutSentence: Story = { args: { turns: [turnOf(answered.slice(0, working.length + 3))] } };
export const Answered: Story = { args: { turns: [turnOf(answered)] } };
export const OneValue: Story = { args: { turns: [turnOf(oneValue)] } };
export const LowConfidence: Story = { args: { turns: [turnOf([...oneValue.slice(0, -1), { type: 'confidence', confidence: confidences.red }, ...oneValue.slice(-1)])] } };
export const Conversation: Story = {
  args: {
    turns: [
      turnOf(answered, { id: '1' }),
      turnOf(answered, { id: '2', revises: '1' }),
      turnOf(clarifying, { id: '3' }),
      turnOf(oneValue, { id: '4' }),
    ],
  },
};
export const Truncated: Story = {
  args: { turns: [turnOf(answered.map((event) => (event.type === 'result.finished' ? { ...event, rowCount: 1_000, truncated: true } : event)), { nextRows: '' })] },
};
export const Reconnecting: Story = { args: { turns: [turnOf(working, { phase: 'reconnecting', reconnect: { attempt: 2, of: 6 } })] } };
export const Offline: Story = { args: { turns: [turnOf(working, { phase: 'offline' })] } };
export const Stopping: Story = { args: { turns: [turnOf(working, { phase: 'stopping' })] } };
export const StoppedInTheDatabase: Story = { args: { turns: [turnOf([...working, { type: 'run.finished', outcome: 'cancelled', databaseStopped: true }])] } };
export const StoppedHereOnly: Story = { args: { turns: [turnOf([...working, { type: 'run.finished', outcome: 'cancelled', databaseStopped: false }])] } };
export const StoppedWithRows: Story = {
  args: { turns: [turnOf([...answered.slice(0, working.length + 2), { type: 'run.finished', outcome: 'cancelled', databaseStopped: true }])] },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Stopped. The database has stopped too.')).toBeVisible();
    await expect(canvas.getByText('partial')).toBeVisible();
    await expect(canvas.getByRole('cell', { name: 'Germany' })).toBeVisible();
  },
};
export const Refused: Story = {
  args: { turns: [turnOf([started, { type: 'run.finished', outcome: 'refused', refusal: { reason: 'not_permitted', message: 'Salaries are not open to you.' } }], { question: 'What does everybody earn?' })] },
};
export const Failed: Story = { args: { turns: [turnOf([...working, { type: 'run.finished', outcome: 'error', error: { ...error, stage: 'execute-query' } }])] } };
export const FailedForGood: Story = {
  args: { turns: [turnOf([...working, { type: 'run.finished', outcome: 'error', error: { code: 'COST_LIMIT', message: 'The query would read 4 TB, and 1 TB is the limit.', hint: 'Ask for a shorter period.', retryable: false, stage: 'validate-sql' } }])] },
};
export const NotSent: Story = { args: { turns: [turnOf([], { question, phase: 'failed', problem: { code: 'NETWORK_FAILED', message: 'The server could not be reached.', hint: 'Check the connection and try again.', retryable: true } })] } };
export const Clarifying: Story = { args: { turns: [turnOf(clarifying)] } };
export const AwaitingApproval: Story = { args: { turns: [turnOf(approving)] } };
export const Expired: Story = { args: { turns: [turnOf(clarifying, { phase: 'expired' })] } };
export const LongHistory: Story = {
  args: { turns: Array.from({ length: 40 }, (_, place) => turnOf(oneValue, { id: `${place}`, question: `Question ${place + 1}` })) },
  play: async ({ canvas, userEvent }) => {
    const earlier = canvas.getByRole('button', { name: 'Show 10 earlier questions' });
    await expect(canvas.queryByText('Question 10')).toBeNull();
    earlier.focus();
    await userEvent.keyboard('{Enter}');
    await expect(canvas.getByText('Question 1').closest('article')).toHaveFocus();
  },
};
export const German: Story = { args: { turns: [turnOf(answered), turnOf([...working, { type: 'run.finished', outcome: 'cancelled', databaseStopped: true }], { id: '2' })] }, globals: { locale: 'de' } };
export const RightToLeft: Story = { args: { turns: [turnOf(answered)] }, globals: { dir: 'rtl' } };
export const Compact: Story = { args: { turns: [turnOf(answered), turnOf(oneValue, { id: '2' })] }, globals: { density: 'compact' } };
export const Narrow: Story = {
  args: { turns: [turnOf(answered)] },
  decorators: [(Story) => <div style={{ inlineSize: 320, blockSize: '100%' }}><Story /></div>],
  play: async ({ canvas }) => {
    const panel = canvas.getByRole('region', { name: 'Data assistant' });
    await expect(panel.scrollWidth).toBeLessThanOrEqual(panel.clientWidth);
    const log = canvas.getByRole('log');
    await expect(log.scrollWidth).toBeLessThanOrEqual(log.clientWidth);
  },
};
export const ReadOnly: Story = {
  render: () => <ChatPanel turns={[turnOf(answered)]} />,
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole('textbox')).toBeNull();
    await expect(canvas.queryByRole('button', { name: 'Ask again' })).toBeNull();
  },
};
