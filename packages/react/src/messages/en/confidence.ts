import type { ConfidenceFactorName } from '@nl2sql/core/protocol';

const factors: Readonly<Record<`confidenceFactor:${ConfidenceFactorName}`, string>> = {
  'confidenceFactor:tableRelevance': 'Tables fit the question',
  'confidenceFactor:ambiguity': 'One reading of the question',
  'confidenceFactor:validation': 'SQL passed the checks',
  'confidenceFactor:columnMatch': 'Columns fit the question',
  'confidenceFactor:joinEvidence': 'Joins are backed by keys',
  'confidenceFactor:termCoverage': 'Every word is accounted for',
  'confidenceFactor:valueMatch': 'Values were found in the data',
  'confidenceFactor:resultVerification': 'The result looks plausible',
  'confidenceFactor:complexity': 'The query is simple',
};

export const confidence = {
  ...factors,
  'confidence:green': 'High confidence',
  'confidence:yellow': 'Medium confidence',
  'confidence:red': 'Low confidence',
  confidenceNone: 'Confidence not scored',
  confidenceWhy: 'What speaks for it, and what against',
  confidenceNotCalibrated: 'The score orders answers. It is not a measured probability.',
  'provenance:verified': 'Matches a verified query',
  'provenance:similar': 'Similar to a verified query',
  'provenance:generated': 'Written for this question',
};
