import type { ReactElement } from 'react';
import { Badge, Button, Nl2SqlRoot, Notice } from '../src/index.ts';

/** Every component in a telling state: what is rendered on a server, and taken over in a browser. */
export const samples: Readonly<Record<string, ReactElement>> = {
  Nl2SqlRoot: <Nl2SqlRoot locale="de" theme="dark" density="compact" />,
  Badge: <Badge tone="info">partial</Badge>,
  Button: <Button icon="copy">Copy</Button>,
  Notice: <Notice tone="warning" title="Stopped" />,
};
