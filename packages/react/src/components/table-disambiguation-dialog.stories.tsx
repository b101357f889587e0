import type { Meta, StoryObj } from '@storybook/react-vite';
import { useRef, useState, type ReactNode } from 'react';
import { expect, fn, screen, userEvent, waitFor } from 'storybook/test';
import { Button } from './button.tsx';
import { clarificationInterrupt, question } from './clarification.fixture.ts';
import { TableDisambiguationDialog, type TableDisambiguationDialogProps } from './table-disambiguation-dialog.tsx';

const meta = {
  component: TableDisambiguationDialog,
  args: { interrupt: clarificationInterrupt(), question, remember: ['thread', 'user'], onRespond: fn() },
} satisfies Meta<typeof TableDisambiguationDialog>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Open: Story = {
  play: async ({ args }) => {
    const dialog = await screen.findByRole('dialog', { name: 'Which customers do you mean?' });
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Which customers do you mean?' })).toHaveFocus());
    await expect(dialog).toHaveAccessibleDescription(/“active customers” can be read in more than one way/);
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).not.toHaveBeenCalled();
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await expect(screen.getAllByRole('radio')[0]).toBeChecked();
  },
};

/** Opened by a button, as a message with an open question has one. */
function Opened(props: TableDisambiguationDialogProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Answer the question</Button>
      <TableDisambiguationDialog {...props} open={isOpen} onOpenChange={setOpen} />
    </>
  );
}

const openByKeyboard = async (): Promise<void> => {
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Which customers do you mean?' })).toHaveFocus());
};

export const ClosedWithoutAnAnswer: Story = {
  render: (args) => <Opened {...args} />,
  play: async ({ args, canvas }) => {
    const opener = canvas.getByRole('button');
    await openByKeyboard();
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await expect(args.onRespond).not.toHaveBeenCalled();
    await waitFor(() => expect(opener).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.getAllByRole('radio')[1]).toBeChecked());
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  },
};

export const Answered: Story = {
  render: (args) => <Opened {...args} />,
  play: async ({ args, canvas }) => {
    await openByKeyboard();
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(args.onRespond).toHaveBeenCalledOnce();
    await expect(args.onRespond).toHaveBeenCalledWith({ kind: 'choose', optionId: 'accounts', remember: 'thread' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(canvas.getByRole('button')).toHaveFocus());
  },
};

export const Failed: Story = {
  args: { onRespond: fn(() => Promise.reject(new Error('no'))) },
  play: async ({ args }) => {
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Which customers do you mean?' })).toHaveFocus());
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect(await screen.findByText('Your answer could not be sent')).toBeVisible();
    await expect(screen.getAllByRole('radio')[0]).toBeChecked();
    await expect(args.onRespond).toHaveBeenCalledOnce();
  },
};

export const FocusGoesToTheComposer: Story = {
  render: function WithComposer(args) {
    const composer = useRef<HTMLTextAreaElement>(null);
    return (
      <>
        <textarea ref={composer} aria-label="Your question" />
        <TableDisambiguationDialog {...args} returnFocusTo={composer} />
      </>
    );
  },
  play: async () => {
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Which customers do you mean?' })).toHaveFocus());
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Your question' })).toHaveFocus());
  },
};

export const KeepsItsLook: Story = {
  globals: { dir: 'rtl', density: 'compact', locale: 'de' },
  play: async ({ globals }) => {
    const dialog = await screen.findByRole('dialog');
    const root = dialog.closest('[data-nl2sql-root]')!;
    await expect(root.closest('.story')).toBeNull();
    await expect(root).toHaveAttribute('data-theme', String(globals['theme']));
    await expect(root).toHaveAttribute('data-density', 'compact');
    await expect(getComputedStyle(dialog).direction).toBe('rtl');
    await expect(screen.getByRole('button', { name: 'Weiter' })).toBeVisible();
  },
};

export const Expired: Story = { args: { interrupt: clarificationInterrupt({}, '2026-05-03T10:52:00Z') } };
