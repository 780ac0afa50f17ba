/** Asks for a key of API_KEYS, once per browser. */
import { useSignal } from '@preact/signals';
import { signIn } from './session.ts';
import './login.css';

export function Login() {
  const key = useSignal('');
  const problem = useSignal('');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    problem.value = (await signIn(key.value.trim()).catch(() => 'The server cannot be reached')) ?? '';
  };
  return (
    <main class="login">
      <form class="panel" onSubmit={submit}>
        <h1>Parley console</h1>
        <label for="key">A key of API_KEYS</label>
        <input
          id="key"
          type="password"
          autocomplete="current-password"
          aria-describedby="problem"
          value={key.value}
          onInput={({ currentTarget }) => {
            key.value = currentTarget.value;
          }}
        />
        <p id="problem" role="alert" class="problem">
          {problem.value}
        </p>
        <button type="submit" class="primary" disabled={key.value === ''}>
          Sign in
        </button>
      </form>
    </main>
  );
}
