/**
 * The one check of entries from outside: readers behind it trust the type.
 *
 *   line of a file, or of the server's stream ──readEntry──> AnyEntry
 *
 * An entry whose name this version does not know, or whose facts are others than here, becomes a foreign entry.
 */
import { isRegion, isStateOf } from '../../machines/state-paths.ts';
import { type Cause, isDelay, type TransitionId } from '../../machines/transition-id.ts';
import type { AnyEntry, ForeignEntry, JournalEntry, Position } from '../journal-entry.ts';
import { type Check, fits, isObject, number, oneOf, string, type Unchecked } from './checks.ts';
import type { EntryKind } from './entry-facts.ts';
import { CHILDREN, COMMANDS, EVENTS, NOTES, VENDORS, WIRE } from './known-facts.ts';

const kind = oneOf<EntryKind>({
  event: true,
  timer: true,
  transition: true,
  command: true,
  state: true,
  child: true,
  wire: true,
  vendor: true,
  note: true,
});

interface Unread extends Position {
  readonly kind: EntryKind;
  readonly name: string;
  readonly data: Unchecked;
}

/** The entry in a value. Throws the error that `refuse` makes of the reason when the value is no entry of any version. */
export function readEntry(value: unknown, refuse: (why: string) => Error): AnyEntry {
  if (!isObject(value)) throw refuse('it is not an object');
  const read = <Field>(field: keyof Unread, check: Check<Field>): Field => {
    const found = value[field];
    if (check(found)) return found;
    throw refuse(`${field} is ${JSON.stringify(found)}`);
  };
  const entry: Unread = {
    seq: read('seq', number),
    atMs: read('atMs', number),
    kind: read('kind', kind),
    name: read('name', string),
    data: read('data', isObject),
  };
  return isKnown(entry) ? entry : foreign(entry);
}

const foreign = ({ seq, atMs, kind, name, data }: Unread): ForeignEntry => ({
  seq,
  atMs,
  kind: 'foreign',
  recordedAs: { kind, name },
  data,
});

function isKnown(entry: Unread): entry is JournalEntry {
  const { kind, name, data } = entry;
  switch (kind) {
    case 'event':
      return has(EVENTS, name, data);
    case 'timer':
      return isDelay(name);
    case 'transition':
      return isTransition(name);
    case 'command':
      return has(COMMANDS, name, data);
    case 'state':
      return isMove(name, data);
    case 'child':
      return hasPart(CHILDREN, name, data);
    case 'wire':
      return has(WIRE, name, data);
    case 'vendor':
      return hasPart(VENDORS, name, data);
    case 'note':
      return has(NOTES, name, data);
  }
}

type Shapes = Readonly<Record<string, Readonly<Record<string, Check<unknown>>>>>;

function has(shapes: Shapes, name: string, data: Unchecked): boolean {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  return shape !== undefined && fits(data, shape);
}

/** Whether an entry that begins or ends something is known. */
function hasPart(parts: Readonly<Record<string, Shapes>>, name: string, data: Unchecked): boolean {
  const shapes = Object.hasOwn(parts, name) ? parts[name] : undefined;
  return shapes !== undefined && has(shapes, String(data.is), data);
}

function isTransition(id: string): id is TransitionId {
  const [, cause = '', candidate = '', ...more] = id.split('|');
  return more.length === 0 && /^\d+$/.test(candidate) && isCause(cause);
}

function isCause(cause: string): cause is Cause {
  const [, how, what = ''] = /^(after|error) (.+)$/.exec(cause) ?? [];
  if (how === 'after') return isDelay(what);
  if (how === 'error') return Object.hasOwn(EVENTS, `xstate.error.actor.${what}`);
  return cause === 'always' || (Object.hasOwn(EVENTS, cause) && !cause.startsWith('xstate.'));
}

function isMove(name: string, { region, from, again = '' }: Unchecked): boolean {
  if (!isRegion(region)) return false;
  const isPlace = (path: unknown): boolean => isStateOf(region, path);
  return isPlace(name) && (from === undefined || isPlace(from)) && (again === '' || isPlace(again));
}
