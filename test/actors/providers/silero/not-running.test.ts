/** What an operator reads where onnxruntime does not run: the model's file is right there, and was blamed. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adviceFor, BUILDS } from '../../../../actors/providers/silero/not-running.ts';

const LIBRARY = '/app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1';

describe('onnxruntime that does not run', () => {
  it.each<[message: string, advice: RegExp, source: string]>([
    [
      `Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by ${LIBRARY})`,
      /glibc, which Alpine has not.*node:22-slim/,
      'microsoft/onnxruntime#12439, huggingface/transformers.js#1275, boostcampwm2025/web27-BoostAD#58, ItzCrazyKns/Vane#694',
    ],
    [
      `Error loading shared library ld-linux-aarch64.so.1: No such file or directory (needed by ${LIBRARY})`,
      /glibc, which Alpine has not/,
      'FlowFuse/flowfuse#3383',
    ],
    [
      `Error relocating ${LIBRARY}: __vsnprintf_chk: symbol not found`,
      /glibc, which Alpine has not/,
      'IrosTheBeggar/mStream PR#718: with gcompat',
    ],
    [
      "/lib/aarch64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by …)",
      /older than what it needs/,
      'ultralytics/ultralytics#21757',
    ],
    [
      "/lib64/libm.so.6: version `GLIBC_2.27' not found (required by …)",
      /older than what it needs/,
      'RedisAI/redis-inference-optimization#826',
    ],
    [
      'The specified module could not be found.\n\\\\?\\C:\\parley\\node_modules\\…\\onnxruntime_binding.node',
      /Visual C\+\+ Redistributable/,
      'microsoft/onnxruntime#18971, microsoft/onnxruntime#116, microsoft/foundry-dev-tools#91',
    ],
    [
      "Cannot find module '../bin/napi-v6/linux/arm/onnxruntime_binding.node'",
      /no build for this one \(darwin arm64, linux arm64, linux x64, .*npm ci on the machine/,
      'the loader of onnxruntime-node',
    ],
    [
      "Cannot find package 'onnxruntime-node' imported from /app/actors/providers/silero/model.ts",
      /npm ci on the machine/,
      'IrosTheBeggar/mStream#999',
    ],
    ['out of memory', /^reinstall onnxruntime-node$/, 'our own'],
  ])('%s', (message, advice, _source) => {
    expect(adviceFor(message)).toMatch(advice);
  });

  it('has the builds that the package comes with', () => {
    const root = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '../bin');
    const [napi = ''] = readdirSync(root);
    const systems = readdirSync(join(root, napi)).sort();
    const builds = systems.map((system) => [system, readdirSync(join(root, napi, system)).sort()]);
    expect(Object.fromEntries(builds)).toEqual(BUILDS);
  });
});
