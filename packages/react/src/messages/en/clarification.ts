/** A question back to the user. */
export const clarification = {
  clarifyWhy: ({ phrase }: { readonly phrase: string | null }) =>
    `${phrase === null ? 'Your question' : `“${phrase}”`} can be read in more than one way, and each gives another answer. Nothing has run yet.`,
  clarifyYourQuestion: 'You asked',
  clarifySuggested: 'Suggested',
  clarifyNoneOfThese: 'None of these…',
  clarifyOwnWords: 'Say what you mean in your own words',
  clarifyRemember: 'Keep this choice',
  clarifyReachNever: 'for this question only',
  clarifyReachThread: 'for this conversation',
  clarifyReachUser: 'whenever I ask',
  clarifyReachTenant: 'for everybody in my organisation',
  clarifyChoiceMissing: 'Choose one of these first, or cancel the question.',
  clarifyTextMissing: 'Write what you mean first, or choose one of the others.',
  clarifySubmit: 'Continue',
  clarifySending: 'Sending your answer…',
  clarifySent: 'Answer sent',
  clarifyCancel: 'Cancel question',
  clarifyLater: 'Close and answer later',
  clarifyFailed: 'Your answer could not be sent',
  clarifyFailedText: 'Nothing has run. Your choice is kept: send it again.',
};
