import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { sql } from './answer.fixture.ts';
import { SqlBlock } from './sql-block.tsx';

const meta = { component: SqlBlock, args: { sql } } satisfies Meta<typeof SqlBlock>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Ready: Story = { args: { version: 2 } };
export const RightToLeft: Story = { globals: { dir: 'rtl' } };
export const Long: Story = { args: { sql: Array.from({ length: 60 }, (_, line) => `SELECT ${line} AS a_column_of_a_rather_long_name_that_has_to_wrap_somewhere UNION ALL`).join('\n') } };

const clipboard = (writeText: (text: string) => Promise<void>): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(navigator, 'clipboard');
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  return () => (own === undefined ? Reflect.deleteProperty(navigator, 'clipboard') : Object.defineProperty(navigator, 'clipboard', own));
};

export const CopiedByKeyboard: Story = {
  play: async ({ canvas }) => {
    const writeText = fn(async () => undefined);
    const restore = clipboard(writeText);
    await userEvent.tab();
    await expect(canvas.getByRole('button', { name: 'Copy SQL' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(writeText).toHaveBeenCalledWith(sql);
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Copied'));
    await userEvent.tab();
    await expect(canvas.getByRole('region', { name: 'SQL' })).toHaveFocus();
    restore();
  },
};

export const NoClipboard: Story = {
  play: async ({ canvas }) => {
    const restore = clipboard(() => Promise.reject(new Error('denied')));
    await userEvent.click(canvas.getByRole('button', { name: 'Copy SQL' }));
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Could not copy'));
    restore();
  },
};
