/** The console: which page is shown, and what stands above every page. */
import { useEffect } from 'preact/hooks';
import { OpenedCall, WatchedCall } from './call/call-page.tsx';
import { CallsPage } from './calls/calls-page.tsx';
import { LatencyPage } from './latency/latency-page.tsx';
import { Login } from './login.tsx';
import { route } from './route.ts';
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

function Page() {
  const here = route.value;
  switch (here.page) {
    case 'calls':
      return <CallsPage />;
    case 'call':
      return <WatchedCall key={here.id} id={here.id} turn={here.turn} />;
    case 'latency':
      return <LatencyPage />;
    case 'journal':
      return <OpenedCall />;
  }
}
