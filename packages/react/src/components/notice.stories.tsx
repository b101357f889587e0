import type { Meta, StoryObj } from '@storybook/react-vite';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Notice, type Tone } from './notice.tsx';

const meta = { component: Notice } satisfies Meta<typeof Notice>;
export default meta;
type Story = StoryObj<typeof meta>;

const tones: readonly Tone[] = ['neutral', 'info', 'success', 'warning', 'danger'];

export const EveryTone: Story = {
  render: () => (
    <div style={{ display: 'grid', gap: 12, maxInlineSize: 560 }}>
      {tones.map((tone) => (
        <Notice key={tone} tone={tone} title={`A ${tone} notice`} actions={<Button>Try again</Button>}>
          The database did not answer within 30 s. Nothing was changed. <Badge tone={tone} icon="clock">partial</Badge>
        </Notice>
      ))}
    </div>
  ),
};
