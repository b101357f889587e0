import { suggestChartsFor } from '../charts/suggest-charts.ts';
import type { QueryResult } from '../contracts/index.ts';
import type { ChartSuggestion } from '../protocol/index.ts';
import type { PresentationStage } from './stage.ts';

export interface SuggestChartsInput {
  readonly result: QueryResult;
}

/** Suggests charts from the types and roles of the result's columns. */
export const suggestCharts: PresentationStage<SuggestChartsInput, readonly ChartSuggestion[]> = async ({ result }) =>
  suggestChartsFor(result.columns, result.rows);
