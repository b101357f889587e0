import type { Transport } from '@nl2sql/core/client';
import type { SchemaStructure } from '@nl2sql/core/protocol';
import { useEffect, useState } from 'react';

/** What can be asked about; null until it is known. The panel does without, should it not become known. */
export function useSchema(transport: Transport, user: string | null): SchemaStructure | null {
  const [schema, setSchema] = useState<SchemaStructure | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    setSchema(null);
    if (user !== null) transport.schema({ signal: controller.signal }).then(setSchema, () => {});
    return () => controller.abort();
  }, [transport, user]);
  return schema;
}
