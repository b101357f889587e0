import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Within this repository the packages are taken from their sources.
  resolve: { conditions: ['@nl2sql/source', 'module', 'browser', 'development|production'] },
});
