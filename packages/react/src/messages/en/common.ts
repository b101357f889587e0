/** Words that several components use. */
export const common = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy',
  close: 'Close',
  retry: 'Try again',
  showDetails: 'Show details',
  tables: 'Tables',
  added: 'added',
  removed: 'removed',
  /** Of what waited for a person for too long. */
  expired: 'This is no longer open',
  expiredText: 'It was not answered in time, and nothing has run. Ask again to go on.',
};
