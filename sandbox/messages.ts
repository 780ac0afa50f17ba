/** The messages between the sandbox process and its parent. */

export interface SandboxRequest {
  readonly call: {
    readonly webhookUrl: string;
    /** Path for a stereo recording: the caller on the left, the sound that the caller heard on the right. */
    readonly wavFile?: string;
  };
}

export type SandboxReply =
  /** The environment that points the product at the stand-ins. */
  | { readonly ready: Readonly<Record<string, string>> }
  /** `failure`: why the caller's script failed; null when it did not. */
  | { readonly callEnded: { readonly carrierCallId: string; readonly failure: string | null } };
