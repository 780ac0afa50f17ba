/** The console: the current page, and the top bar above every page. */
import { useEffect, useRef } from 'preact/hooks';
import { OpenedCall, WatchedCall } from './call/call-page.tsx';
import { CallsPage } from './calls/calls-page.tsx';
import { DoctorPage } from './doctor/doctor-page.tsx';
import { LatencyPage } from './latency/latency-page.tsx';
import { Login } from './login.tsx';
import { type Route, route } from './route.ts';
import { loadSession, session, sessionError } from './session.ts';
import { TopBar } from './top-bar.tsx';

export function App() {
  useEffect(() => {
    void loadSession();
  }, []);
  if (sessionError.value !== '' && !session.value) {
    return (
      <p class="nothing" role="alert">
        {sessionError.value}
      </p>
    );
  }
  if (!session.value) return null;
  if (!session.value.signedIn) return <Login />;
  return (
    <div class="app">
      <TopBar />
      <Page />
    </div>
  );
}

const TITLES: Readonly<Record<Route['page'], string>> = {
  calls: 'Calls',
  call: 'Call',
  latency: 'Latency',
  doctor: 'Doctor',
  journal: 'Journal',
};

/** After navigation, sets the document's title and focuses the page's heading, as a page load would. */
function useArrival(here: Route): void {
  const isFirst = useRef(true);
  const name = here.page === 'call' ? `Call ${here.id}` : TITLES[here.page];
  useEffect(() => {
    document.title = `${name} · Parley`;
    if (!isFirst.current) document.querySelector<HTMLElement>('main h1')?.focus();
    isFirst.current = false;
  }, [name]);
}

function Page() {
  const here = route.value;
  useArrival(here);
  switch (here.page) {
    case 'calls':
      return <CallsPage />;
    case 'call':
      return <WatchedCall key={here.id} id={here.id} turn={here.turn} />;
    case 'latency':
      return <LatencyPage />;
    case 'doctor':
      return <DoctorPage />;
    case 'journal':
      return <OpenedCall />;
  }
}
