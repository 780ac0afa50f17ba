/**
 * The floor: Parley's job done by the shortest possible program, as the measure for Parley.
 *
 *   phone ──frames──> STT;  EndOfTurn ──> LLM request ──first token──> TTS ──first audio──> phone;  StartOfTurn ──> silence
 *
 * Raw sockets and no state machine: the same vendors, messages and history, but no errors, timeouts, pacing,
 * journal or sentence cutting. `/echo` sends every message straight back: the bare hop through another process.
 * Environment: PORT, VENDORS (host:port), AGENT_FILE. Ends with its standard input.
 */
import { readFileSync } from 'node:fs';
import { Agent, type ClientRequest, createServer, request } from 'node:http';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const { PORT = '', VENDORS = '', AGENT_FILE = '' } = process.env;
const [LLM_HOST, LLM_PORT] = VENDORS.split(':');
const SYSTEM = JSON.parse(readFileSync(AGENT_FILE, 'utf8')).model.messages[0] as Message;
const STT_URL = `ws://${VENDORS}/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&eot_threshold=0.7&eot_timeout_ms=3000`;
const TTS_URL = `ws://${VENDORS}/v1/text-to-speech/bench/multi-stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000&auto_mode=true&inactivity_timeout=180&sync_alignment=true`;
const SETTINGS = '"voice_settings":{"stability":0.5,"similarity_boost":0.75,"speed":1}';
const SOCKET = { perMessageDeflate: false, skipUTF8Validation: true };
const STT_BATCH_FRAMES = 4;
const FRAME_BYTES = 160;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

interface Message {
  readonly role: string;
  readonly content: string;
}

function serveCall(phone: WebSocket): void {
  const stt = new WebSocket(STT_URL, { ...SOCKET, headers: { authorization: 'Token bench' } });
  const tts = new WebSocket(TTS_URL, { ...SOCKET, headers: { 'xi-api-key': 'bench' } });
  const history: Message[] = [SYSTEM];
  let streamSid = '';
  let frames: Buffer[] = [];
  let generation = 0;
  let llm: ClientRequest | undefined;
  let reply = '';
  let isContextOpen = false;
  let isAudible = false;

  phone.on('message', (data: RawData) => {
    const message = JSON.parse(data.toString());
    if (message.event === 'start') streamSid = message.streamSid;
    else if (message.event === 'stop') phone.close(1_000);
    else if (message.event === 'mark' && message.mark.name === `g${generation}:end`) isAudible = false;
    else if (message.event === 'media') {
      frames.push(Buffer.from(message.media.payload, 'base64'));
      if (frames.length < STT_BATCH_FRAMES) return;
      if (stt.readyState === WebSocket.OPEN) stt.send(Buffer.concat(frames));
      frames = [];
    }
  });
  phone.on('close', () => {
    llm?.destroy();
    stt.close();
    tts.close();
  });

  stt.on('message', (data: RawData) => {
    const { event, transcript } = JSON.parse(data.toString());
    if (event === 'StartOfTurn') interrupt();
    else if (event === 'EndOfTurn') answer(transcript);
  });

  const keepReply = (): void => {
    if (reply !== '') history.push({ role: 'assistant', content: reply.trim() });
    reply = '';
  };

  const interrupt = (): void => {
    if (isAudible) phone.send(`{"event":"clear","streamSid":"${streamSid}"}`);
    llm?.destroy();
    if (isContextOpen) tts.send(`{"context_id":"g${generation}","close_context":true}`);
    keepReply();
    isAudible = false;
    isContextOpen = false;
    generation++;
  };

  const answer = (transcript: string): void => {
    keepReply();
    history.push({ role: 'user', content: transcript });
    const own = ++generation;
    const body = JSON.stringify({
      model: 'openai/gpt-oss-20b',
      messages: history,
      temperature: 0,
      max_completion_tokens: 150,
      stream: true,
      reasoning_effort: 'low',
      include_reasoning: false,
    });
    llm = request({
      agent,
      host: LLM_HOST,
      port: LLM_PORT,
      method: 'POST',
      path: '/openai/v1/chat/completions',
      headers: {
        authorization: 'Bearer bench',
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'content-length': Buffer.byteLength(body),
      },
    });
    llm.on('error', () => {});
    llm.on('response', (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (own === generation) readDelta(line, own);
      });
    });
    llm.end(body);
  };

  const readDelta = (line: string, own: number): void => {
    if (line === 'data: [DONE]') {
      tts.send(`{"context_id":"g${own}","flush":true}`);
      tts.send(`{"context_id":"g${own}","close_context":true}`);
      isContextOpen = false;
    } else if (line.startsWith('data: ')) {
      const text: string | undefined = JSON.parse(line.slice(6)).choices[0]?.delta.content;
      if (!text) return;
      if (!isContextOpen) tts.send(`{"text":" ","context_id":"g${own}",${SETTINGS}}`);
      isContextOpen = true;
      reply += text;
      tts.send(JSON.stringify({ text, context_id: `g${own}` }));
    }
  };

  tts.on('message', (data: RawData) => {
    const { audio, isFinal, contextId } = JSON.parse(data.toString());
    if (contextId !== `g${generation}`) return;
    if (audio) {
      isAudible = true;
      const bytes = Buffer.from(audio, 'base64');
      for (let at = 0; at < bytes.length; at += FRAME_BYTES) {
        const payload = bytes.toString('base64', at, at + FRAME_BYTES);
        phone.send(`{"event":"media","streamSid":"${streamSid}","media":{"payload":"${payload}"}}`);
      }
    }
    if (isFinal) phone.send(`{"event":"mark","streamSid":"${streamSid}","mark":{"name":"${contextId}:end"}}`);
  });
  for (const socket of [phone, stt, tts]) socket.on('error', () => socket.terminate());
}

const server = createServer();
const sockets = new WebSocketServer({ server, ...SOCKET });
sockets.on('connection', (socket, { url }) => {
  if (url === '/echo') socket.on('message', (data, binary) => socket.send(data, { binary }));
  else serveCall(socket);
});
server.listen(Number(PORT), '127.0.0.1');
process.stdin.resume().on('end', () => process.exit(0));
