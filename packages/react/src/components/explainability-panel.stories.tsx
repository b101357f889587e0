import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { explanation, proof, sql } from './answer.fixture.ts';
import { ExplainabilityPanel } from './explainability-panel.tsx';

const meta = { component: ExplainabilityPanel, args: { explanation, sql, version: 1, proof } } satisfies Meta<typeof ExplainabilityPanel>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Collapsed: Story = {};
export const Opened: Story = { args: { defaultOpen: ['steps', 'source', 'sql', 'proof'] } };
export const WithoutExplanation: Story = { args: { explanation: null, sql: null, proof: null } };
export const German: Story = { args: { defaultOpen: ['proof'] }, globals: { locale: 'de' } };
export const RightToLeft: Story = { args: { defaultOpen: ['steps', 'sql'] }, globals: { dir: 'rtl' } };

export const OpenedOnRequest: Story = {
  play: async ({ canvas }) => {
    const summary = canvas.getByText('SQL, version 1', { selector: 'summary *' }).closest('summary')!;
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await expect(summary).toHaveFocus();
    await userEvent.click(summary);
    await expect(canvas.getByRole('region', { name: 'SQL, version 1' })).toBeVisible();
  },
};
