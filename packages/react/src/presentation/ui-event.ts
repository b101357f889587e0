/** What a user did with a component. It never holds a question, a statement or a value. */
export type UiEvent =
  | { readonly type: 'ask' | 'stop' | 'retry' }
  | { readonly type: 'copy'; readonly what: 'sql' | 'cell' | 'row' | 'rows' | 'answer' }
  | { readonly type: 'download'; readonly format: 'csv'; readonly rows: number }
  | { readonly type: 'sort'; readonly column: number; readonly direction: 'ascending' | 'descending' | 'none' }
  | { readonly type: 'disclose'; readonly component: string; readonly open: boolean }
  | { readonly type: 'assumption.change'; readonly kind: string }
  | { readonly type: 'clarification.answer'; readonly kind: 'choose' | 'text' | 'cancel'; readonly suggested: boolean }
  | { readonly type: 'approval.answer'; readonly kind: 'approve' | 'reject' };
