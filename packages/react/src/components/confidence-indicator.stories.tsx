import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { confidences } from './answer.fixture.ts';
import { ConfidenceIndicator } from './confidence-indicator.tsx';

const meta = { component: ConfidenceIndicator, args: { confidence: confidences.green } } satisfies Meta<typeof ConfidenceIndicator>;
export default meta;
type Story = StoryObj<typeof meta>;

export const High: Story = {};
export const Medium: Story = { args: { confidence: confidences.yellow } };
export const Low: Story = { args: { confidence: confidences.red } };
export const NotScored: Story = { args: { confidence: null } };
export const Verified: Story = { args: { provenance: 'verified' } };
export const German: Story = { args: { provenance: 'generated' }, globals: { locale: 'de' } };

export const OpenedByKeyboard: Story = {
  play: async ({ canvas }) => {
    await userEvent.tab();
    const badge = canvas.getByRole('button', { name: 'High confidence 86%' });
    await expect(badge).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(badge).toHaveAttribute('aria-expanded', 'true');
    // What takes most away comes first.
    await expect(canvas.getAllByRole('listitem')[0]).toHaveTextContent('Columns fit the question75%');
    await userEvent.keyboard('{Escape}');
    await expect(canvas.queryByRole('group')).toBeNull();
    await expect(badge).toHaveFocus();
    await userEvent.keyboard(' ');
    await expect(canvas.getByRole('group', { name: 'What speaks for it, and what against' })).toBeVisible();
  },
};

export const AtTheEdge: Story = {
  decorators: [(Story) => <div style={{ display: 'flex', justifyContent: 'flex-end' }}><Story /></div>],
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button'));
    const { right } = canvas.getByRole('group').getBoundingClientRect();
    await expect(right).toBeLessThanOrEqual(document.documentElement.clientWidth);
    await userEvent.click(document.body);
    await expect(canvas.queryByRole('group')).toBeNull();
  },
};
