import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import '@nl2sql/react/styles.css';
import './app.css';

export const metadata: Metadata = { title: 'Shop admin', icons: 'data:,' };

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
