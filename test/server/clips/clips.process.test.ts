/** An agent’s fixed texts as audio: what is synthesized of them at boot, and by which text each is found. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ElevenLabsStandIn, startElevenLabs } from '../../../sandbox/elevenlabs/elevenlabs.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { type ClipRequest, ClipStore } from '../../../server/clips/clips.ts';
import { TYPESCRIPT } from '../../../server/typescript-child.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';

const agent = AgentSchema.parse({
  firstMessage: 'Hello! 👋 Here is **the bakery**.',
  model: { messages: [{ role: 'system', content: '-' }] },
  messagePlan: { idleMessage: '- Are you _still_ there?', fillerMessage: '', apologyMessage: 'Sorry 😬!' },
});

let vendor: ElevenLabsStandIn;
const synthesized: string[] = [];
beforeAll(async () => {
  const { speak, close } = sharedVoice();
  const synthesizer = {
    speak: (text: string, voice: Parameters<typeof speak>[1]) => {
      synthesized.push(text);
      return speak(text, voice);
    },
    close,
  };
  vendor = await startElevenLabs({ synthesizer, delays: { ttfbMs: 0 } });
});
afterAll(() => vendor.close());

describe('the clips of an agent', () => {
  it('are made of the words that are said live, and found by them', async () => {
    const clips = new ClipStore(agent);
    const failures: unknown[] = [];
    const env = { ELEVENLABS_API_KEY: 'any', ELEVENLABS_BASE_URL: vendor.url, ELEVENLABS_VOICE_ID: 'any' };
    const voice = { ...agent.voice, env };
    await clips.make(voice, new AbortController().signal, (failure) => failures.push(failure)).all;

    expect(failures).toEqual([]);
    const texts = ['Hello! Here is the bakery.', 'Are you still there?', 'Sorry !'];
    expect(synthesized).toEqual(expect.arrayContaining(texts));
    expect(synthesized).not.toContain('');
    expect(texts.map((text) => clips.get(text)?.alignment === undefined)).toEqual([false, false, false]);
  });

  it('of an apology exist before any is made, where the recording is of the words that are said', () => {
    const apologyMessage = "**I'm sorry**, something went wrong. Could you say that again? 😬";
    const recorded = AgentSchema.parse({ model: agent.model, messagePlan: { apologyMessage } });
    const clips = new ClipStore(recorded);
    expect(clips.get("I'm sorry, something went wrong. Could you say that again?")).toBeDefined();
    expect(new ClipStore(agent).get('Sorry !')).toBeUndefined();
  });
});

describe('the process that makes clips', () => {
  it('ends without a word when its parent is gone before it can report', async () => {
    const vendor = createServer().listen(0, '127.0.0.1');
    await once(vendor, 'listening');
    const { port } = vendor.address() as AddressInfo;
    const env = {
      ELEVENLABS_API_KEY: 'any',
      ELEVENLABS_BASE_URL: `http://127.0.0.1:${port}`,
      ELEVENLABS_VOICE_ID: 'any',
    };
    const maker = fork(new URL('../../../server/clips/clips.process.ts', import.meta.url), {
      execArgv: [...TYPESCRIPT],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    for (const stream of [maker.stdout, maker.stderr])
      stream?.on('data', (bytes) => {
        output += bytes;
      });
    const ended = once(maker, 'exit');
    maker.send({ voice: { ...agent.voice, env }, texts: ['One.'] } satisfies ClipRequest);
    const [, response] = (await once(vendor, 'request')) as [unknown, ServerResponse];
    // The answer and the parent's end are both there when the process goes on.
    maker.kill('SIGSTOP');
    response
      .writeHead(404, { 'content-type': 'application/json' })
      .end('{"detail":{"status":"voice_not_found"}}');
    maker.disconnect();
    maker.kill('SIGCONT');
    expect(await ended).toEqual([0, null]);
    expect(output).toBe('');
    vendor.close();
  });
});
