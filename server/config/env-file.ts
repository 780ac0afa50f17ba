/**
 * `.env`: its lines as keys and values. A line that can be read in two ways, or in none, is refused by its number.
 *
 *   text ──> KEY=value, export KEY=value, KEY: value, quoted over lines, # comment ──> values by key
 *   KEY_FILE=path ──> text of that file ──> value of KEY
 *
 * Not `process.loadEnvFile`: Node 20.19 and 22 read the same file differently, and every version drops or joins the lines that it
 * does not understand without a word (docs/decisions/0038). No message quotes a line: it may hold a secret.
 */
import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { ConfigProblems, configProblem } from './config-problems.ts';
import { beginningOf, nearlyNamed, wholePath } from './paths.ts';
import { readTextFile, UnreadableFile } from './text-file.ts';
import { INVISIBLE, writtenValue } from './written-values.ts';

interface Assignment {
  readonly key: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

const EMPTY_LINE = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const KEY = /[^\S\n]*(?:export[^\S\n]+)?(?<key>[A-Za-z_][\w.-]*)[^\S\n]*(?:=|:(?=[^\S\n]))[^\S\n]*/y;
const QUOTED = /(?<quote>["'`])(?<text>(?:(?!\k<quote>).)*)\k<quote>[^\S\n]*(?:#[^\n]*)?(?:\n|$)/sy;
const PLAIN = /(?<text>[^\n]*)(?:\n|$)/y;

/** What the file sets, and what is wrong with it. `name` is its name in messages. */
export function parseEnvFile(
  content: string,
  name: string,
  isOurs: (key: string) => boolean,
): { readonly values: ReadonlyMap<string, string>; readonly problems: ConfigProblems } {
  // Invisible characters are nobody's intention; NBSP and its like are blanks.
  const text = content.replace(INVISIBLE, '').replace(/[^\S\n]/g, ' ');
  const problems = new ConfigProblems();
  const found: Assignment[] = [];
  const readLine = (at: number, line: number): number => {
    const whole = matchAt(PLAIN, text, at);
    const key = matchAt(KEY, text, at);
    const written = key?.groups.key ?? '';
    const value = key && valueAt(text, key.end, isOurs(written));
    const inner = value && 'text' in value && !isOurs(written) ? /^(\w+)=/.exec(value.text)?.[1] : undefined;
    if (inner !== undefined && isOurs(inner))
      problems.say(`${name}, line ${line}, sets ${written} and not ${inner}: write ${inner}=… alone`);
    else if (value && 'text' in value) found.push({ key: written, value: value.text, line });
    else problems.say(`${name}, line ${line}, ${value?.fault ?? foreignForm(whole?.groups.text ?? '')}`);
    return value?.end ?? whole?.end ?? text.length;
  };
  for (let at = 0, line = 1; at < text.length; ) {
    const end = matchAt(EMPTY_LINE, text, at)?.end ?? readLine(at, line);
    line += text.slice(at, end).split('\n').length - 1;
    at = end;
  }
  return { values: valuesOf(found, name, isOurs, problems), problems };
}

type Value = { readonly end: number } & ({ readonly text: string } | { readonly fault: string });

/** The value that begins at `at`. Double quotes have `\n` for a line's end, as in Node. */
function valueAt(text: string, at: number, isOurs: boolean): Value {
  const quoted = matchAt(QUOTED, text, at);
  if (quoted) {
    const { quote, text: inner = '' } = quoted.groups;
    return { end: quoted.end, text: quote === '"' ? inner.replaceAll('\\n', '\n') : inner };
  }
  const plain = matchAt(PLAIN, text, at);
  const { end = text.length, groups: { text: whole = '' } = {} } = plain ?? {};
  if (/^["'`]/.test(whole))
    return { end, fault: 'has a quotation mark that is not closed, or text after the closing one' };
  const isComment = text[at - 1] === ' ' && whole.startsWith('#');
  const value = isComment ? '' : whole.replace(/\s+#.*$/, '');
  if (value.includes('#') && isOurs)
    return {
      end,
      fault:
        'has a # that may begin a comment: write quotation marks around the value, or a blank before the comment',
    };
  return { end, text: value.replace(/#.*$/, '').trim() };
}

function foreignForm(line: string): string {
  if (/^\s*(?:\$env:|\[Environment\]|setx?\s)/i.test(line))
    return 'is a command of PowerShell or cmd: it must have the form KEY=value';
  return 'is no KEY=value (the line is not shown)';
}

/** A key that stands twice has the value that is not blank; two values of a key of ours are refused. */
function valuesOf(
  found: readonly Assignment[],
  name: string,
  isOurs: (key: string) => boolean,
  problems: ConfigProblems,
): ReadonlyMap<string, string> {
  const kept = new Map<string, Assignment>();
  for (const next of found) {
    const before = kept.get(next.key);
    const isOther = before && ![before.value, ''].map(writtenValue).includes(writtenValue(next.value));
    if (isOther && writtenValue(before.value) !== '' && isOurs(next.key))
      problems.say(
        `${next.key} stands twice in ${name}, in lines ${before.line} and ${next.line}, with two values: keep one`,
      );
    if (!before || isOther) kept.set(next.key, next);
  }
  return new Map([...kept].map(([key, { value }]) => [key, value]));
}

function matchAt(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match && { end: at + match[0].length, groups: match.groups ?? {} };
}

/** What came of a file. */
export interface LoadedEnvFile {
  readonly problems: ConfigProblems;
  /** Keys whose value in the file differs from that of the environment, which counts. */
  readonly overruled: readonly string[];
  /** What may not have been meant: a sentence for each secret that is overruled, each setting that comes too late, and each file under another name. */
  readonly warnings: readonly string[];
}

/** What Node reads as it starts, before any code of ours: of `.env` it learns nothing (nodejs/node#51426). */
const READ_BEFORE = new Set([
  'NODE_EXTRA_CA_CERTS',
  'NODE_ICU_DATA',
  'NODE_OPTIONS',
  'NODE_USE_ENV_PROXY',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
]);

/**
 * Gives `env` the values of the file at `path` for the keys that have none, and then those of files that are named by a key with
 * _FILE behind it. No file at `path`: only these.
 */
export function loadEnvFile(
  env: NodeJS.ProcessEnv,
  isOurs: (key: string) => boolean,
  secrets: ReadonlySet<string> = new Set(),
  path = '.env',
): LoadedEnvFile {
  const isThere = !isAbsent(path);
  const { values, problems } = isThere
    ? parseEnvFile(textOf(path), path, isOurs)
    : { values: new Map<string, string>(), problems: new ConfigProblems() };
  const overruled: string[] = [];
  const warnings = (isThere ? [] : nearlyNamed(path)).map(
    (name) => `${name} is not read: settings are read of a file named ${basename(path)} alone`,
  );
  for (const [key, value] of values) {
    const present = writtenValue(env[key] ?? '');
    const isNew = present === '' && writtenValue(value) !== '';
    if (isNew && READ_BEFORE.has(key))
      warnings.push(
        `${key} of ${path} has no effect: Node reads it before ${path}; set it for the whole process`,
      );
    if (present === '') env[key] = value;
    else if (writtenValue(value) !== '' && present !== writtenValue(value)) overruled.push(key);
  }
  for (const key of overruled.filter((each) => secrets.has(each)))
    warnings.push(`${key} of the environment is used: ${path} has another value for it`);
  readNamedFiles(env, isOurs, problems);
  return { problems, overruled, warnings };
}

/** `API_KEYS_FILE=/run/secrets/keys`, as docker's and systemd's secrets are given: the file's text is the value. */
function readNamedFiles(
  env: NodeJS.ProcessEnv,
  isOurs: (key: string) => boolean,
  problems: ConfigProblems,
): void {
  for (const [name, written = ''] of Object.entries(env)) {
    const key = name.replace(/_FILE$/, '');
    const path = writtenValue(written);
    if (key === name || !isOurs(key) || isOurs(name) || path === '') continue;
    if (writtenValue(env[key] ?? '') !== '') {
      problems.say(`${name} and ${key} are both set: keep one`);
      continue;
    }
    try {
      const text = readTextFile(wholePath(path)).trim();
      if (text === '') throw new UnreadableFile('is empty');
      env[key] = text;
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      const rule = `it must be a file with the value of ${key}, and ${wholePath(path)} ${error.message}`;
      problems.add(name, path, `${rule}${beginningOf(path)}`);
    }
  }
}

/** A symlink that leads nowhere is there, and is not read. */
function isAbsent(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Throws at once when the file cannot be read: without its keys, everything else would be reported as missing. */
function textOf(path: string): string {
  try {
    return readTextFile(path);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw configProblem(path, error, 'it must be a file with a line KEY=value for each setting, or absent');
  }
}
