import '@fontsource/atkinson-hyperlegible-next/latin-400.css';
import '@fontsource/atkinson-hyperlegible-next/latin-600.css';
import '@fontsource/atkinson-hyperlegible-next/latin-700.css';
import '@fontsource/atkinson-hyperlegible-mono/latin-400.css';
import '@fontsource/atkinson-hyperlegible-mono/latin-500.css';
import '@fontsource/atkinson-hyperlegible-mono/latin-600.css';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/forms.css';
import './style/frame.css';
import './style/bench.css';
import './style/bays.css';
import './style/intake.css';
import './style/labels.css';
import './style/drive.css';
import './style/pages.css';
import './style/scanners.css';
import './style/containment.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { App } from './app.tsx';
import { bridgeAddress, connectPorts, connectSocket } from './connect.ts';
import { EarsProvider } from './scan/ears.tsx';
import { StationProvider } from './station.tsx';
import { applyTheme, theme } from './theme.ts';

applyTheme(theme());
// A page that a server gave speaks to that server; a page from the shell's own files waits for the shell's port.
const served = window.location.protocol === 'http:' || window.location.protocol === 'https:';
const connection = served ? connectSocket(bridgeAddress(window.location)) : connectPorts(window);
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });
const root = document.getElementById('window');
if (root === null) throw new Error('the page has no place for the window');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Router hook={useHashLocation}>
        <StationProvider connection={connection}>
          <EarsProvider>
            <App />
          </EarsProvider>
        </StationProvider>
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
