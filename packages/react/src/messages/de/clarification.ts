import type { clarification as english } from '../en/clarification.ts';
import type { Translated } from '../messages.ts';

export const clarification: Translated<typeof english> = {
  clarifyWhy: ({ phrase }) =>
    `${phrase === null ? 'Ihre Frage' : `„${phrase}“`} lässt sich auf mehrere Arten lesen, und jede ergibt eine andere Antwort. Bisher wurde nichts ausgeführt.`,
  clarifyYourQuestion: 'Sie haben gefragt',
  clarifySuggested: 'Vorschlag',
  clarifyNoneOfThese: 'Nichts davon …',
  clarifyOwnWords: 'Sagen Sie in eigenen Worten, was Sie meinen',
  clarifyRemember: 'Diese Wahl gilt',
  clarifyReachNever: 'nur für diese Frage',
  clarifyReachThread: 'für dieses Gespräch',
  clarifyReachUser: 'immer, wenn ich frage',
  clarifyReachTenant: 'für alle in meiner Organisation',
  clarifyChoiceMissing: 'Wählen Sie zuerst etwas davon, oder brechen Sie die Frage ab.',
  clarifyTextMissing: 'Schreiben Sie zuerst, was Sie meinen, oder wählen Sie etwas anderes.',
  clarifySubmit: 'Weiter',
  clarifySending: 'Antwort wird gesendet …',
  clarifySent: 'Antwort gesendet',
  clarifyCancel: 'Frage abbrechen',
  clarifyLater: 'Schließen und später antworten',
  clarifyFailed: 'Ihre Antwort konnte nicht gesendet werden',
  clarifyFailedText: 'Es wurde nichts ausgeführt. Ihre Wahl ist noch da: Senden Sie sie noch einmal.',
};
