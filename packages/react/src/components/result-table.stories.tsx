import type { Meta, StoryObj } from '@storybook/react-vite';
import { useEffect, useState, type ReactNode } from 'react';
import { expect, fn, userEvent, waitFor, within } from 'storybook/test';
import { everyType, sales } from './result.fixture.ts';
import { ResultTable, type ResultTableProps, type TableResult } from './result-table.tsx';

const meta = { component: ResultTable, args: { result: sales(42), currentVersion: 1 } } satisfies Meta<typeof ResultTable>;
export default meta;
type Story = StoryObj<typeof meta>;

const error = { code: 'QUERY_TIMEOUT', message: 'The query was stopped after 30 s.', hint: 'Nothing was changed. Ask for a shorter period, or try again.', stage: 'execute-query', retryable: true } as const;

export const Ready: Story = {};
export const Compact: Story = { globals: { density: 'compact' } };
export const NotAsked: Story = { args: { result: null } };
export const NoRows: Story = { args: { result: sales(0) } };
export const Truncated: Story = { args: { result: { ...sales(1_000), truncated: true }, totalRows: 48_210 } };
export const Stale: Story = { args: { currentVersion: 2, onRunVersion: fn() } };
export const Cancelled: Story = { args: { status: 'cancelled', databaseStopped: true } };
export const CancelledUnconfirmed: Story = { args: { result: null, status: 'cancelled', databaseStopped: false } };
export const Failed: Story = { args: { result: null, status: 'failed', error, onRetry: fn() } };
export const FailedForGood: Story = { args: { result: null, status: 'failed', error: { ...error, retryable: false }, onRetry: fn() }, play: async ({ canvas }) => expect(canvas.queryByRole('button', { name: 'Try again' })).toBeNull() };
export const FailedWithRows: Story = { args: { status: 'failed', error } };
export const Denied: Story = { args: { result: null, status: 'denied', refusal: { reason: 'not_permitted', message: 'Salaries are not open to your role. Ask for headcounts instead.' } } };
export const Masked: Story = { args: { masked: [1] } };
export const German: Story = { args: { result: { ...everyType, truncated: true } }, globals: { locale: 'de' } };
export const RightToLeft: Story = { args: { result: everyType }, globals: { dir: 'rtl' } };

export const Loading: Story = {
  args: { result: null, status: 'loading' },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('status')).toBeEmptyDOMElement();
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Waiting for the first rows'));
  },
};

export const EveryType: Story = {
  args: { result: everyType },
  play: async ({ canvas }) => {
    const cells = canvas.getAllByRole('row')[1]!.querySelectorAll('td');
    await expect([...cells].map((cell) => cell.textContent)).toEqual([
      '9007199254740993', '12,345,678,901,234,567,890.50', '-1.05', '""', 'true', '2026-03-01 23:30:00', '2026-03-31', '5 bytes', '{"vip":true,"tags":["a","b"]}',
    ]);
    const second = canvas.getAllByRole('row')[2]!.querySelectorAll('td');
    await expect([second[2]!.textContent, second[5]!.textContent]).toEqual(['null', '2026-03-01 10:00:00.125']);
    await expect(canvas.getAllByRole('columnheader', { name: 'amount' })).toHaveLength(2);
  },
};

export const HundredThousandRows: Story = {
  args: { result: sales(100_000) },
  play: async ({ canvas }) => {
    const table = canvas.getByRole('table');
    await expect(table).toHaveAttribute('aria-rowcount', '100001');
    await expect(canvas.getAllByRole('row').length).toBeLessThan(60);
    await userEvent.click(canvas.getByRole('button', { name: 'Row 1: show all values' }));
    await expect(canvas.getByRole('region', { name: 'Row 1' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect(canvas.queryByRole('region', { name: 'Row 1' })).toBeNull();
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Row 100,000: show all values' })).toHaveFocus());
    await expect(canvas.getByRole('button', { name: 'Row 100,000: show all values' }).closest('tr')).toHaveAttribute('aria-rowindex', '100001');
    await userEvent.keyboard('{Home}');
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Row 1: show all values' })).toHaveFocus());
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await expect(canvas.getByRole('button', { name: 'Row 3: show all values' })).toHaveFocus();
  },
};

export const Sorted: Story = {
  args: { result: { ...sales(42), truncated: true }, onSortChange: fn() },
  play: async ({ canvas, args }) => {
    const header = canvas.getByRole('columnheader', { name: /items/ });
    const button = within(header).getByRole('button');
    button.focus();
    await userEvent.keyboard('{Enter}');
    await expect(header).toHaveAttribute('aria-sort', 'ascending');
    await userEvent.keyboard('{Enter}');
    await expect(header).toHaveAttribute('aria-sort', 'descending');
    await expect(args.onSortChange).toHaveBeenLastCalledWith({ column: 3, direction: 'descending' });
    await expect(canvas.getByText('Sorted by items, descending, among the 42 rows loaded')).toBeVisible();
    await expect(canvas.getAllByRole('row')[1]!.querySelectorAll('td')[3]).toHaveTextContent('1,271');
    await expect(canvas.getAllByRole('columnheader').filter((cell) => cell.hasAttribute('aria-sort'))).toHaveLength(1);
  },
};

export const RowOpened: Story = {
  args: { result: everyType },
  play: async ({ canvas }) => {
    const open = canvas.getByRole('button', { name: 'Row 2: show all values' });
    open.focus();
    await userEvent.keyboard('{Enter}');
    const detail = canvas.getByRole('region', { name: 'Row 2' });
    await expect(within(detail).getByText(/has to be opened to be read/)).toBeVisible();
    within(detail).getByRole('button', { name: 'Next row' }).focus();
    await userEvent.keyboard('{Enter}');
    await expect(canvas.getByRole('region', { name: 'Row 3' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect(canvas.queryByRole('region', { name: 'Row 3' })).toBeNull();
    await expect(canvas.getByRole('button', { name: 'Row 3: show all values' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
  },
};

export const LoadMore: Story = {
  render: () => <LoadsMore />,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Load more rows' }));
    await waitFor(() => expect(canvas.getByText('First 40 of 60 rows')).toBeVisible());
  },
};

function LoadsMore(): ReactNode {
  const [count, setCount] = useState(20);
  return <ResultTable result={sales(count)} totalRows={60} onLoadMore={async () => setCount(count + 20)} />;
}

export const Streaming: Story = {
  render: (args) => <Streams {...args} />,
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText('2,000 rows')).toBeVisible(), { timeout: 10_000 });
    await expect(canvas.getByRole('table').closest('[aria-busy]')).toHaveAttribute('aria-busy', 'false');
  },
};

/** Twenty rows every few milliseconds. */
function Streams(args: ResultTableProps): ReactNode {
  const [result, setResult] = useState<TableResult>({ ...sales(0), rowCount: null });
  useEffect(() => {
    const all = sales(2_000);
    const timer = setInterval(() => {
      setResult((current) => {
        const rows = all.rows.slice(0, current.rows.length + 20);
        return { ...current, rows, rowCount: rows.length === all.rows.length ? rows.length : null };
      });
    }, 4);
    return () => clearInterval(timer);
  }, []);
  return <ResultTable {...args} result={result} />;
}
