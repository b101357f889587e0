import type { StorybookConfig } from '@storybook/react-vite';
import { defaultClientConditions } from 'vite';

export default {
  framework: '@storybook/react-vite',
  stories: ['../src/**/*.stories.tsx'],
  addons: ['@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true, enableCrashReports: false },
  typescript: { reactDocgen: false },
  // The workspace's sources stand for its packages, as everywhere in the repository.
  viteFinal: (config) => ({
    ...config,
    resolve: { ...config.resolve, conditions: ['@nl2sql/source', ...defaultClientConditions] },
    // Named up front: a dependency that is found late reloads the page in the middle of a test.
    optimizeDeps: {
      ...config.optimizeDeps,
      include: [...(config.optimizeDeps?.include ?? []), 'react', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'react-dom', 'react-dom/client', '@radix-ui/react-dialog', '@tanstack/react-virtual'],
    },
  }),
} satisfies StorybookConfig;
