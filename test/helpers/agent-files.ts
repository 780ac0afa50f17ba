/** Agents and agent files for tests, and an operator's view of a wrong setting. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { VoiceError } from '../../machines/errors.ts';
import { type Agent, AgentSchema } from '../../server/agent/agent-file.ts';

/** The one part that every agent file needs. */
export const MODEL = { messages: [{ role: 'system', content: 'You answer the phone.' }] };

/** The agent of a file with these settings. */
export const agentOf = (settings: Readonly<Record<string, unknown>>): Agent =>
  AgentSchema.parse({ model: MODEL, ...settings });

/** Writes agent files into a folder of the test file's own, which goes when its tests are over. */
export function ownAgentFiles(): { folder(): string; write(content: unknown, name?: string): string } {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-agents-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder: () => folder,
    /** Returns the file's path. Text and bytes are written as they are, anything else as JSON. */
    write(content, name = 'agent.json') {
      const path = join(folder, name);
      const isRaw = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(path, isRaw ? content : JSON.stringify(content));
      return path;
    },
  };
}

/** The lines that an operator reads about wrong settings; none when none is wrong. */
export function complaints(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof VoiceError)) throw error;
    expect(error.code).toBe('CONFIG_INVALID');
    return error.message.split('\n');
  }
  return [];
}
