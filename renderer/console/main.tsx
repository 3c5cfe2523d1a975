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
import './style/print.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { applyTheme, theme } from '../theme.ts';
import { Door } from './door.tsx';
import { Refusal } from './ask.ts';

applyTheme(theme());
const queries = new QueryClient({
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
