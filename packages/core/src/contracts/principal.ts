/** Who asks. It comes from the host's own session, never from a request body or a model. */
export interface Principal {
  readonly id: string;
  readonly tenantId?: string;
  readonly roles: readonly string[];
  /** Facts about the principal that row filters compare with, such as a region or a list of teams. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;
}
