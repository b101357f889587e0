/** Words that several components use. */
export const common = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy',
  close: 'Close',
  cancel: 'Cancel',
  retry: 'Try again',
  showDetails: 'Show details',
  hideDetails: 'Hide details',
};
