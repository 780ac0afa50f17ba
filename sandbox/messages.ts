/** What the sandbox process and its parent say to each other. */

export interface SandboxRequest {
  readonly call: {
    readonly webhookUrl: string;
    /** Where to write the call: caller left, what the caller heard right. */
    readonly wavFile?: string;
  };
}

export type SandboxReply =
  /** The environment that points the product at the stand-ins. */
  | { readonly ready: Readonly<Record<string, string>> }
  /** `failure` says why the caller gave up, if they did. */
  | { readonly callEnded: { readonly callId: string; readonly failure: string | null } };
