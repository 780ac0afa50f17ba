/** The bar above every page: links to the pages, and buttons to call the agent, open a journal and change the theme. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { openJournal } from './call/open-journal.ts';
import { PhoneButton } from './phone/phone-button.tsx';
import { callHref, go, route } from './route.ts';
import { session, signOut } from './session.ts';
import { type Theme, theme } from './theme.ts';
import './top-bar.css';

export function TopBar() {
  const { page } = route.value;
  return (
    <header class="top">
      <a class="brand" href="#/calls" aria-label="Parley console">
        <img src="./icon.svg" alt="" width="22" height="22" />
        Parley
      </a>
      <nav aria-label="Pages">
        <a href="#/calls" aria-current={page === 'calls' || page === 'call' ? 'page' : undefined}>
          Calls
        </a>
        <a href="#/latency" aria-current={page === 'latency' ? 'page' : undefined}>
          Latency
        </a>
        <a href="#/doctor" aria-current={page === 'doctor' ? 'page' : undefined}>
          Doctor
        </a>
      </nav>
      <div class="top-tools">
        <OpenJournal />
        <ThemeButton />
        {session.value?.sandbox === false && (
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        )}
        <PhoneButton url="phone" onCall={(callId) => go(callHref(callId))} />
      </div>
    </header>
  );
}

function OpenJournal() {
  const input = useRef<HTMLInputElement>(null);
  const problem = useSignal('');
  const open = async (files: FileList | null): Promise<void> => {
    if (!files?.length) return;
    try {
      await openJournal([...files]);
      problem.value = '';
      go('#/journal');
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        Open a journal
      </button>
      <input
        ref={input}
        type="file"
        accept=".jsonl,.wav"
        multiple
        class="visually-hidden"
        tabIndex={-1}
        aria-label="A journal’s file, and its recording"
        onChange={({ currentTarget }) => void open(currentTarget.files)}
      />
      {problem.value && (
        <p role="alert" class="top-problem">
          {problem.value}
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => {
              problem.value = '';
            }}
          >
            ✕
          </button>
        </p>
      )}
    </>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const SIGNS: Readonly<Record<Theme, string>> = { system: '◐', light: '○', dark: '●' };

function ThemeButton() {
  const now = theme.value;
  return (
    <button
      type="button"
      aria-label={`Colours: ${now}. Change to ${NEXT[now]}`}
      title={`Colours: ${now}`}
      onClick={() => {
        theme.value = NEXT[now];
      }}
    >
      <span aria-hidden="true">{SIGNS[now]}</span>
    </button>
  );
}
