import type { Decorator, Preview } from '@storybook/react-vite';
import { Nl2SqlRoot } from '../src/components/nl2sql-root.tsx';
import { de } from '../src/messages/de.ts';
import type { Density, Direction, Theme } from '../src/presentation/presentation.ts';
import '../src/styles/styles.css';
import './preview.css';

interface Globals {
  readonly theme: Theme;
  readonly density: Density;
  readonly locale: string;
  readonly dir: Direction;
}

const withPresentation: Decorator = (Story, { globals }) => {
  const { theme, density, locale, dir } = globals as unknown as Globals;
  return (
    <Nl2SqlRoot className="story" theme={theme} density={density} locale={locale} dir={dir} {...(locale === 'de' ? { messages: de } : {})}>
      <Story />
    </Nl2SqlRoot>
  );
};

const choice = (title: string, items: readonly string[]): NonNullable<Preview['globalTypes']>[string] => ({
  description: title,
  toolbar: { title, items: [...items], dynamicTitle: true },
});

export default {
  decorators: [withPresentation],
  parameters: { a11y: { test: 'error' }, layout: 'fullscreen' },
  globalTypes: {
    theme: choice('Theme', ['light', 'dark', 'system']),
    density: choice('Density', ['comfortable', 'compact']),
    locale: choice('Language', ['en', 'de']),
    dir: choice('Direction', ['ltr', 'rtl']),
  },
  initialGlobals: { theme: import.meta.env['NL2SQL_THEME'] ?? 'light', density: 'comfortable', locale: 'en', dir: 'ltr' },
} satisfies Preview;
