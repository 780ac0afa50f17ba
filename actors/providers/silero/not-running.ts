/**
 * What to do where onnxruntime-node does not run, by the words of the system's loader: it comes with a build for each system, and each
 * build wants something of its system. Pure.
 */

/** The builds that version 1.30 comes with; a test compares them with the package. */
export const BUILDS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['arm64'],
  linux: ['arm64', 'x64'],
  win32: ['arm64', 'x64'],
};

const ADVICE: readonly (readonly [words: RegExp, advice: string])[] = [
  // Also with gcompat, which lacks functions that the build calls.
  [
    /ld-linux|symbol not found/,
    'it needs glibc, which Alpine has not: take an image of Debian, such as node:22-slim',
  ],
  [
    /(?:GLIBC|GLIBCXX|CXXABI)_[\d.]+\W? not found/,
    'this system is older than what it needs: take a newer one',
  ],
  [
    /specified module could not be found|initialization routine failed/i,
    "it needs Microsoft's Visual C++ Redistributable: install it",
  ],
  [
    /Cannot find (?:module|package) .*onnxruntime/,
    `it was installed for another system, or has no build for this one (${listOf(BUILDS)}): npm ci on the machine that runs Parley`,
  ],
];

function listOf(builds: typeof BUILDS): string {
  return Object.entries(builds)
    .flatMap(([system, processors]) => processors.map((processor) => `${system} ${processor}`))
    .join(', ');
}

/** `message`: of the error with which it did not load, or did not run. */
export const adviceFor = (message: string): string =>
  ADVICE.find(([words]) => words.test(message))?.[1] ?? 'reinstall onnxruntime-node';
