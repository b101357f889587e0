// @vitest-environment jsdom
import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { PresentationProvider } from '../presentation/presentation-context.tsx';
import { ResultCell } from './result-cell.tsx';

it.each([
  ['2026-05-03', '2026-05-03'],
  ['2026-05-03T10:00:00', '2026-05-03 10:00:00'],
  ['2026-05-03T02:00:00.250Z', '2026-05-02 19:00:00.25'],
  ['2026-05-03 02:00:00-03', '2026-05-02 22:00:00'],
])('shows the timestamp %s in Los Angeles as %s', (cell, shown) => {
  const { container } = render(
    <PresentationProvider timeZone="America/Los_Angeles">
      <ResultCell cell={cell} column={{ name: 'at', type: 'timestamp' }} digits={0} />
    </PresentationProvider>,
  );
  expect(container.textContent).toBe(shown);
});
