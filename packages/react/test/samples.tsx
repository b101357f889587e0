import type { ReactElement } from 'react';
import { assumptions, confidences, explanation, progress, proof, sql } from '../src/components/answer.fixture.ts';
import { approvalInterrupt } from '../src/components/approval.fixture.ts';
import { createScriptedTransport } from '@nl2sql/core/client';
import { answered, clarifying, schema, turnOf } from '../src/components/chat-panel/chat.fixture.ts';
import { clarificationInterrupt, question } from '../src/components/clarification.fixture.ts';
import { updateImpact } from '../src/components/impact.fixture.ts';
import { everyType, sales } from '../src/components/result.fixture.ts';
import {
  ApprovalRequest,
  AssumptionChips,
  Badge,
  Button,
  ChatPanel,
  ConfidenceIndicator,
  ExplainabilityPanel,
  ImpactSummary,
  Nl2SqlProvider,
  Nl2SqlRoot,
  Notice,
  ResultTable,
  SqlBlock,
  StageProgress,
  TableDisambiguation,
  TableDisambiguationDialog,
} from '../src/index.ts';

/** Every component in a telling state: what is rendered on a server, and taken over in a browser. */
export const samples: Readonly<Record<string, ReactElement>> = {
  ApprovalRequest: <ApprovalRequest interrupt={approvalInterrupt({}, '2026-05-03T11:42:00Z')} acknowledge="checkbox" onRespond={() => undefined} />,
  AssumptionChips: <AssumptionChips assumptions={assumptions} onChange={() => undefined} />,
  Badge: <Badge tone="info">partial</Badge>,
  Button: <Button icon="copy">Copy</Button>,
  ChatPanel: <ChatPanel turns={[turnOf(answered), turnOf(clarifying, { id: '2' })]} schema={schema} onAsk={() => undefined} onRevise={() => undefined} onRespond={() => undefined} />,
  'ChatPanel of a session': (
    <Nl2SqlProvider transport={createScriptedTransport({ runs: [answered] })} storage={null} locale="de">
      <ChatPanel schema={schema} />
    </Nl2SqlProvider>
  ),
  ConfidenceIndicator: <ConfidenceIndicator confidence={confidences.green} />,
  ExplainabilityPanel: <ExplainabilityPanel explanation={explanation} sql={sql} proof={proof} defaultOpen={['steps', 'source', 'sql', 'proof']} />,
  ImpactSummary: <ImpactSummary impact={updateImpact} acknowledge="type-to-confirm" thresholds={{ rows: 10_000 }} />,
  Nl2SqlRoot: <Nl2SqlRoot locale="de" theme="dark" density="compact" />,
  Notice: <Notice tone="warning" title="Stopped" />,
  'ResultTable with rows': <ResultTable result={everyType} currentVersion={2} />,
  'ResultTable with many rows': <ResultTable result={sales(1_000)} totalRows={2_000} onLoadMore={() => undefined} />,
  'ResultTable that waits': <ResultTable result={null} status="loading" />,
  SqlBlock: <SqlBlock sql={sql} />,
  'StageProgress that runs': <StageProgress state={progress.running} defaultOpen />,
  'StageProgress that has ended': <StageProgress state={progress.done} />,
  TableDisambiguation: <TableDisambiguation interrupt={clarificationInterrupt({}, '2026-05-03T10:52:00Z')} question={question} onRespond={() => undefined} />,
  TableDisambiguationDialog: (
    <Nl2SqlRoot>
      <TableDisambiguationDialog interrupt={clarificationInterrupt()} question={question} onRespond={() => undefined} />
    </Nl2SqlRoot>
  ),
};
