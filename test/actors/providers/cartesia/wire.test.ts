import { describe, expect, it } from 'vitest';
import {
  cancelFrame,
  clipUrl,
  createProtocol,
  finishFrame,
  requestOf,
  socketUrl,
  textFrame,
} from '../../../../actors/providers/cartesia/wire.ts';

const voice = { voiceId: 'v1', modelId: 'sonic-3.6' };
const COMMON = {
  model_id: 'sonic-3.6',
  voice: { mode: 'id', id: 'v1' },
  output_format: { container: 'raw', encoding: 'pcm_mulaw', sample_rate: 8_000 },
  add_timestamps: true,
  use_normalized_timestamps: false,
};

describe('what we say', () => {
  it('asks for telephone audio and for times in our own words', () => {
    expect(requestOf(voice)).toEqual(COMMON);
  });

  it('names a language, a dictionary and controls only when they are given', () => {
    const request = requestOf({
      ...voice,
      language: 'de',
      speed: 1.2,
      emotion: 'calm',
      pronunciationDictId: 'p1',
    });
    expect(JSON.parse(JSON.stringify(request))).toEqual({
      ...COMMON,
      language: 'de',
      generation_config: { speed: 1.2, emotion: 'calm' },
      pronunciation_dict_id: 'p1',
    });
  });

  it('ends every piece with exactly one space, and has it spoken at once', () => {
    expect(JSON.parse(textFrame(voice, 'a', ' Hello.  '))).toEqual({
      ...COMMON,
      max_buffer_delay_ms: 0,
      context_id: 'a',
      transcript: 'Hello. ',
      continue: true,
    });
  });

  it('differs within a context in nothing but the text and whether more follows', () => {
    const withoutText = (frame: string) => ({ ...JSON.parse(frame), transcript: '', continue: true });
    expect(withoutText(finishFrame(voice, 'a'))).toEqual(withoutText(textFrame(voice, 'a', 'Hello.')));
    expect(JSON.parse(finishFrame(voice, 'a'))).toMatchObject({ transcript: '', continue: false });
  });

  it('cancels by id, also what was finished', () => {
    expect(JSON.parse(cancelFrame('a'))).toEqual({ context_id: 'a', cancel: true });
    const { drop } = createProtocol({ baseUrl: 'wss://h.example', apiKey: 'k' }, voice);
    expect([drop('a', false), drop('a', true)]).toEqual([[cancelFrame('a')], [cancelFrame('a')]]);
  });

  it.each(['wss://h.example', 'https://h.example/', 'wss://h.example//'])(
    'finds both addresses from %s',
    (baseUrl) => {
      expect(socketUrl(baseUrl)).toBe('wss://h.example/tts/websocket');
      expect(clipUrl(baseUrl)).toBe('https://h.example/tts/sse');
    },
  );

  it('names the version and the key in headers, and neither in the address', () => {
    const { url, headers } = createProtocol({ baseUrl: 'wss://h.example', apiKey: 'sk_secret' }, voice);
    expect(headers).toEqual({ authorization: 'Bearer sk_secret', 'cartesia-version': '2026-03-01' });
    expect(url).toBe('wss://h.example/tts/websocket');
  });
});
