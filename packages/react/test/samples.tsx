import type { ReactElement } from 'react';
import { clarificationInterrupt, question } from '../src/components/clarification.fixture.ts';
import { Badge, Button, Nl2SqlRoot, Notice, TableDisambiguation, TableDisambiguationDialog } from '../src/index.ts';

/** Every component in a telling state: what is rendered on a server, and taken over in a browser. */
export const samples: Readonly<Record<string, ReactElement>> = {
  TableDisambiguation: <TableDisambiguation interrupt={clarificationInterrupt({}, '2026-05-03T10:52:00Z')} question={question} onRespond={() => undefined} />,
  TableDisambiguationDialog: (
    <Nl2SqlRoot>
      <TableDisambiguationDialog interrupt={clarificationInterrupt()} question={question} onRespond={() => undefined} />
    </Nl2SqlRoot>
  ),
  Nl2SqlRoot: <Nl2SqlRoot locale="de" theme="dark" density="compact" />,
  Badge: <Badge tone="info">partial</Badge>,
  Button: <Button icon="copy">Copy</Button>,
  Notice: <Notice tone="warning" title="Stopped" />,
};
