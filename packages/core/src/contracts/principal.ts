/** Who asks. It comes from the host's own session, never from a request body or a model. */
export interface Principal {
  readonly id: string;
  readonly tenantId?: string;
  readonly roles: readonly string[];
}
