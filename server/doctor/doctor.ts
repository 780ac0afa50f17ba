/**
 * The doctor: every vendor, the carrier, the public address and the machine, side by side, as a call will use them.
 *
 *   environment, agent ──> hosts reached ─┬─> vendors tried and asked
 *                                         ├─> carrier, PUBLIC_URL
 *                                         └─> DNS, clock, regions, disk, proxy ──> findings
 *
 * Every step has its own limit, and nothing waits for anything but its host: the whole takes less than twenty seconds
 * when everything hangs. It costs a few words of speech, two short answers and some seconds of transcription.
 */
import type { LlmProvider } from '../../actors/providers/llm-provider.ts';
import type { SttProvider } from '../../actors/providers/stt-provider.ts';
import type { TtsProvider } from '../../actors/providers/tts-provider.ts';
import type { Endpoint, Vendor } from '../../actors/providers/vendor.ts';
import { spokenText } from '../../actors/text/spoken-text.ts';
import type { CallClock } from '../../machines/clock.ts';
import type { Examination, Finding } from '../../readings/findings.ts';
import type { Agent } from '../agent/agent-file.ts';
import { callSettingsOf } from '../agent/call-settings-of.ts';
import { productOf } from '../agent/transcriber.ts';
import type { Carrier } from '../carrier.ts';
import type { Config } from '../config/config.ts';
import { modelVendorIn } from '../config/vendor-keys.ts';
import { addressesOf, chosenBy, llmOf, sttOf, ttsOf, voiceOrderOf } from '../providers.ts';
import { openVad } from '../vad.ts';
import { certificateFindings } from './certificate.ts';
import { examineVendor, type VendorExamination } from './examine-vendor.ts';
import { brokeOff, failure, ok, skipped, warning } from './finding.ts';
import { askingWith, createHttp, type Http, NoAnswer } from './http.ts';
import { clockFinding, diskFinding, dnsFinding, isProxied, proxyFinding } from './machine.ts';
import { examineLlm } from './ports/examine-llm.ts';
import { examineStt } from './ports/examine-stt.ts';
import { examineTts, type Spoken } from './ports/examine-tts.ts';
import { recordedSentence, type SpokenSentence } from './ports/spoken-words.ts';
import { examinePublicUrl } from './public-url.ts';
import { type Reached, reach, reachFinding, roundTrip } from './reach.ts';
import { regionFinding } from './region.ts';
import { settingsFindings } from './settings.ts';

/** For each answer of a vendor to a question. */
const ANSWER_LIMIT_MS = 4_000;
/** For all that is asked of one vendor, of the carrier or of the public address. */
const GROUP_LIMIT_MS = 18_000;
const MEDIA_PATH = '/ws';

export interface Patient {
  readonly config: Config;
  readonly agent: Agent;
  readonly carrier: Carrier;
  readonly clock: CallClock;
  /** In ms since 1970. */
  readonly timeOfDay: () => number;
  /** The process's own environment, for its proxies. */
  readonly proxies: NodeJS.ProcessEnv;
  /** The server that runs: where it listens, and its id. Absent when none does. */
  readonly server?: { readonly address: string; readonly instance: string } | undefined;
  /** Vendors, carrier and callers are on this machine. */
  readonly isSandbox: boolean;
  /** Breaks the examination off: every connection of it closes. */
  readonly signal?: AbortSignal | undefined;
}

/** The whole examination. Never rejects: what cannot be examined is a finding. */
export async function examine(patient: Patient): Promise<Examination> {
  const at = new Date(patient.timeOfDay()).toISOString();
  const startedAt = patient.clock.now();
  const doctor = new Doctor(patient);
  const vad = await doctor.prepare();
  const findings = await together(patient, {
    stt: () => doctor.stt(false),
    llm: () => doctor.llm(false),
    tts: () => doctor.tts(false),
    vad: async () => vad,
    carrier: () => doctor.carrier(),
    public: () => doctor.publicUrl(),
    machine: () => doctor.machine(),
    settings: async () => settingsFindings(patient),
  });
  await doctor.close();
  return { at, tookMs: Math.round(patient.clock.now() - startedAt), findings };
}

/**
 * What a start waits for: whether STT, LLM, TTS and carrier accept us at all. The findings that no call can survive; what has not
 * answered within `limitMs` is not known to be wrong.
 */
export async function examineForStart(patient: Patient, limitMs: number): Promise<Finding[]> {
  const { clock } = patient;
  const end = new AbortController();
  const examined = { ...patient, signal: end.signal };
  const doctor = new Doctor(examined);
  await doctor.loadVendors();
  const timer = clock.setTimeout(() => end.abort(), limitMs);
  const findings = await together(examined, {
    stt: () => doctor.stt(true),
    llm: () => doctor.llm(true),
    tts: () => doctor.tts(true),
    carrier: () => doctor.carrier(),
  });
  clock.clearTimeout(timer);
  await doctor.close();
  return findings.filter(({ isFinal }) => isFinal === true);
}

/** All groups side by side, each within the limit. */
async function together(
  { clock, signal }: Patient,
  groups: Readonly<Record<string, () => Promise<Finding[]>>>,
): Promise<Finding[]> {
  const within = async ([name, run]: [string, () => Promise<Finding[]>]): Promise<Finding[]> => {
    let timer: unknown;
    const late = new Promise<Finding[]>((resolve) => {
      const finding = failure(name, `was not examined within ${GROUP_LIMIT_MS} ms`, {
        advice: 'ask again; what answers slowly now answers callers slowly',
      });
      timer = clock.setTimeout(() => resolve([finding]), GROUP_LIMIT_MS);
      const breakOff = (): void => resolve([skipped(name, 'the examination was broken off')]);
      if (signal?.aborted) breakOff();
      signal?.addEventListener('abort', breakOff, { once: true });
    });
    const found = run().catch((thrown: unknown) => [brokeOff(name, thrown)]);
    return Promise.race([found, late]).finally(() => clock.clearTimeout(timer));
  };
  return (await Promise.all(Object.entries(groups).map(within))).flat();
}

class Doctor {
  readonly #patient: Patient;
  readonly #http: Http;
  readonly #reached = new Map<string, Promise<Reached | NoAnswer>>();
  /** What the voice has spoken, for a transcriber of its language. */
  readonly #spoken: Promise<Spoken | undefined>;
  #hasSpoken: (spoken: Spoken | undefined) => void = () => {};
  readonly #stt: Promise<SttProvider>;
  readonly #llm: Promise<LlmProvider>;
  readonly #tts: Promise<TtsProvider>;

  constructor(patient: Patient) {
    this.#patient = patient;
    const { config, agent } = patient;
    this.#stt = sttOf(config, agent, agent.vad.enabled);
    this.#llm = llmOf(config);
    this.#tts = ttsOf(voiceOrderOf(config, agent));
    patient.signal?.addEventListener('abort', () => void this.#http.close(), { once: true });
    for (const made of [this.#stt, this.#llm, this.#tts]) made.catch(() => {}); // its trial reports it
    this.#http = createHttp(patient.clock);
    this.#spoken = new Promise((resolve) => {
      this.#hasSpoken = resolve;
    });
  }

  /** Loads what takes the processor seconds to load, so that it is not measured as a vendor's time. */
  async prepare(): Promise<Finding[]> {
    await Promise.allSettled([this.loadVendors(), this.#patient.carrier.load()]);
    return this.vad();
  }

  async loadVendors(): Promise<void> {
    await Promise.allSettled([this.#stt, this.#llm, this.#tts]);
  }

  async stt(opensOnly: boolean): Promise<Finding[]> {
    const { config, agent, clock, signal } = this.#patient;
    const { ask } = productOf(agent.transcriber);
    const vendor = chosenBy(agent).stt;
    const group = await this.#vendor('stt', vendor, {
      ask: ask && ((get) => ask(get, config.env)),
      trial: async () =>
        examineStt({
          stt: await this.#stt,
          settings: callSettingsOf(agent, agent.vad.enabled).stt,
          clock,
          sentence: this.#sentence(),
          opensOnly,
          signal,
        }),
    });
    return [...group, ...(opensOnly ? [] : await this.#region('stt', vendor))];
  }

  async llm(onceOnly: boolean): Promise<Finding[]> {
    const { config, agent, clock, signal } = this.#patient;
    const vendor = modelVendorIn(config.env);
    if (!vendor) return [];
    const { ask, defaultModel } = vendor.llm;
    const { model, input } = callSettingsOf(agent, agent.vad.enabled);
    const group = await this.#vendor('llm', vendor, {
      ask: ask && ((get) => ask(get, config.env.LLM_MODEL ?? defaultModel ?? '', config.env)),
      trial: async () => {
        const llm = await this.#llm;
        const { greeting } = input.script;
        const { fillerMs: slowMs } = input.limits;
        return examineLlm({ llm, settings: model, greeting, slowMs, clock, onceOnly, signal });
      },
    });
    return [...group, ...(onceOnly ? [] : await this.#region('llm', vendor))];
  }

  async tts(speaksOnly: boolean): Promise<Finding[]> {
    const { config, agent, clock, signal } = this.#patient;
    const vendor = chosenBy(agent).tts;
    const { ask, capabilities } = vendor.tts;
    try {
      const group = await this.#vendor('tts', vendor, {
        ask: ask && ((get) => ask(get, agent.voice, agent.voice.settings, config.env)),
        trial: async () => {
          const { finding, spoken } = await examineTts({
            tts: await this.#tts,
            settings: callSettingsOf(agent, agent.vad.enabled).tts,
            alignment: capabilities.alignment,
            text: this.#textToSpeak(),
            clock,
            signal,
          });
          this.#hasSpoken(spoken);
          return [finding];
        },
      });
      return [...group, ...(speaksOnly ? [] : await this.#region('tts', vendor))];
    } finally {
      this.#hasSpoken(undefined);
    }
  }

  async vad(): Promise<Finding[]> {
    const { agent, config } = this.#patient;
    if (!agent.vad.enabled) return [skipped('vad', 'switched off by the agent file')];
    let lack: string | undefined;
    await openVad(config.env, (message) => {
      lack = message;
    });
    return [lack === undefined ? ok('vad', 'the voice activity detector is loaded') : warning('vad', lack)];
  }

  async carrier(): Promise<Finding[]> {
    const { carrier, config, isSandbox } = this.#patient;
    const { env } = config;
    const warnings = isSandbox
      ? []
      : carrier.warningsOf(env).map((text, i) => warning(`carrier.settings.${i + 1}`, text));
    const address = carrier.apiUrlOf(env);
    const api = await this.#reach(address);
    const { keys } = carrier.places;
    const addressKey = keys.find((key) => env[key] !== undefined) ?? keys[0] ?? '';
    const reach = reachFinding('carrier.reach', { vendor: carrier.title, addressKey, address }, api);
    if (api instanceof NoAnswer) return [...warnings, reach];
    const webhookUrl = this.#publicUrl && `${this.#publicUrl}${carrier.webhookPath}`;
    return [...warnings, reach, ...(await carrier.examine({ env, webhookUrl }))];
  }

  async publicUrl(): Promise<Finding[]> {
    const { carrier, config, clock, server, timeOfDay, proxies } = this.#patient;
    const url = this.#publicUrl;
    const asked = examinePublicUrl({
      url,
      instance: server?.instance,
      webhookPath: carrier.webhookPath,
      mediaPath: MEDIA_PATH,
      rehearsal: carrier.rehearsalOf(config.env),
      http: this.#http,
      clock,
    });
    // Behind a proxy that opens TLS, the certificate is the proxy's.
    const isDirect = url !== undefined && !isProxied(url, proxies);
    const certificate = isDirect ? certificateFindings(url, { clock, timeOfDay }) : [];
    return [...(await asked), ...(await certificate)];
  }

  async machine(): Promise<Finding[]> {
    const { agent, config, carrier, proxies } = this.#patient;
    const { env } = config;
    const urls = [...addressesOf(config, agent), carrier.apiUrlOf(env)];
    const hosts = new Map(
      await Promise.all(urls.map(async (url) => [new URL(url).host, await this.#reach(url)] as const)),
    );
    return [
      dnsFinding(hosts),
      clockFinding(hosts),
      await diskFinding(env.JOURNAL_DIR),
      proxyFinding(proxies, urls),
    ];
  }

  async close(): Promise<void> {
    await this.#llm.then(
      (llm) => llm.close(),
      () => {},
    );
    await this.#http.close();
  }

  /** Where the carrier reaches the server; in the sandbox that is where it listens. */
  get #publicUrl(): string | undefined {
    const { config, server, isSandbox } = this.#patient;
    return config.env.PUBLIC_URL ?? (isSandbox ? server?.address : undefined);
  }

  async #vendor(
    kind: VendorExamination['kind'],
    vendor: Vendor,
    parts: Pick<VendorExamination, 'ask' | 'trial'>,
  ): Promise<Finding[]> {
    const { env } = this.#patient.config;
    const { name, endpoint } = vendor;
    const address = addressOf(endpoint, env);
    if (!endpoint || address === undefined) return parts.trial();
    return examineVendor({
      kind,
      vendor: name,
      addressKey: endpoint.key,
      address,
      reached: this.#reach(address),
      get: askingWith(this.#http, ANSWER_LIMIT_MS),
      ...parts,
    });
  }

  /** Each host once. */
  #reach(address: string): Promise<Reached | NoAnswer> {
    const { clock, timeOfDay, proxies } = this.#patient;
    const origin = new URL(address.replace(/^ws/i, 'http')).origin;
    const known = this.#reached.get(origin);
    if (known) return known;
    const trying = reach(origin, {
      http: this.#http,
      clock,
      timeOfDay,
      isProxied: isProxied(origin, proxies),
    }).catch((thrown) => (thrown instanceof NoAnswer ? thrown : new NoAnswer('unknown', thrown)));
    this.#reached.set(origin, trying);
    return trying;
  }

  async #region(kind: string, { name: vendor, endpoint }: Vendor): Promise<Finding[]> {
    const { clock, config, proxies } = this.#patient;
    if (!endpoint?.regions) return [];
    if (isProxied('https://any.example', proxies))
      return [skipped(`${kind}.region`, `${vendor}: a proxy is between, and regions cannot be measured`)];
    return regionFinding({
      kind,
      vendor,
      endpoint,
      env: config.env,
      measure: (url) => roundTrip(url, clock),
    });
  }

  /** Whether voice and transcriber are tried in English: always in the sandbox, whose stand-ins know no other language. */
  get #isEnglish(): boolean {
    const { agent, isSandbox } = this.#patient;
    return isSandbox || /^en\b/i.test(agent.transcriber.language);
  }

  /** As it is said in a call. */
  get #apology(): string {
    return spokenText(this.#patient.agent.messagePlan.apologyMessage);
  }

  /** A few words; a whole sentence when a transcriber of another language than English is to hear it. */
  #textToSpeak(): string {
    return this.#isEnglish ? 'One moment.' : this.#apology;
  }

  async #sentence(): Promise<SpokenSentence | string> {
    if (this.#isEnglish) return recordedSentence();
    const spoken = await this.#spoken;
    if (!spoken) return 'no recording in the language of the agent, and its voice does not speak';
    return { text: this.#apology, audio: spoken.audio };
  }
}

const addressOf = (endpoint: Endpoint | undefined, env: Config['env']): string | undefined => {
  const address = endpoint && env[endpoint.key];
  return typeof address === 'string' ? address : undefined;
};
