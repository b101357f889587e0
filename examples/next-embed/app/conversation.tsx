'use client';
import { createHttpTransport } from '@nl2sql/core/client';
import { Nl2SqlProvider } from '@nl2sql/react';
import type { ReactNode } from 'react';

const transport = createHttpTransport({ baseUrl: '/api/nl2sql' });

/** What is asked and answered within. A transport is functions, which no server component can hand to the browser. */
export function Conversation({ children }: { readonly children: ReactNode }) {
  return (
    <Nl2SqlProvider transport={transport} locale="en">
      {children}
    </Nl2SqlProvider>
  );
}
