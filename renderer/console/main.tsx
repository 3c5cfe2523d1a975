import '@fontsource/atkinson-hyperlegible-next/latin-400.css';
import '@fontsource/atkinson-hyperlegible-next/latin-600.css';
import '@fontsource/atkinson-hyperlegible-next/latin-700.css';
import '@fontsource/atkinson-hyperlegible-mono/latin-400.css';
import '@fontsource/atkinson-hyperlegible-mono/latin-500.css';
import '@fontsource/atkinson-hyperlegible-mono/latin-600.css';
import '../style/tokens.css';
import '../style/base.css';
import '../style/parts.css';
import '../style/forms.css';
import './style/console.css';
import './style/frame.css';
import './style/lists.css';
import './style/pages.css';
import './style/drive.css';
import './style/charts.css';
import './style/policy.css';
import './style/print.css';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { applyTheme, theme } from '../theme.ts';
import { Door } from './door.tsx';
import { Refusal } from './ask.ts';

applyTheme(theme());
/** A session that is over is looked at again, whichever call met it: the door then says so and shows how to sign in. */
const onError = (error: Error): void => {
  if (error instanceof Refusal && error.code === 'sign_in') void queries.invalidateQueries({ queryKey: ['session.look'] });
};
const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // Only what may get better by itself is tried again.
      retry: (times, error) => error instanceof Refusal && (error.code === 'away' || error.code === 'slow_down') && times < 3,
      refetchOnWindowFocus: false,
      staleTime: 5000,
    },
  },
});
const root = document.getElementById('console');
if (root === null) throw new Error('the page has no place for the console');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Router hook={useHashLocation}>
        <Door />
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
