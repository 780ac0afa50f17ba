/** The messages between the sandbox process and its parent. */

export interface PlacedCall {
  readonly webhookUrl: string;
  /** Path for a stereo recording: the caller on the left, the sound that the caller heard on the right. */
  readonly wavFile?: string;
}

export type SandboxRequest =
  | { readonly call: PlacedCall }
  /** As an operator does once: the number's webhook is set. The STT stand-ins also learn the recordings of agents/clips. */
  | { readonly pointNumber: string };

export type SandboxReply =
  | { readonly pointed: true }
  /** The environment that points the product at the stand-ins. */
  | { readonly ready: Readonly<Record<string, string>> }
  /** `failure`: why the caller's script failed; null when it did not. */
  | { readonly callEnded: { readonly carrierCallId: string; readonly failure: string | null } };
