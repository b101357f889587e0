import type { common as english } from '../en/common.ts';
import type { Translated } from '../messages.ts';

export const common: Translated<typeof english> = {
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Kopieren nicht möglich',
  close: 'Schließen',
  retry: 'Erneut versuchen',
  showDetails: 'Details anzeigen',
  tables: 'Tabellen',
  added: 'neu',
  removed: 'entfernt',
  expired: 'Das ist nicht mehr offen',
  expiredText: 'Es wurde nicht rechtzeitig beantwortet, und nichts ist gelaufen. Fragen Sie erneut, um fortzufahren.',
};
